// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace vitrine::format {

// The arrays of one regression tree as an XGBoost model stores them, one element a node.
struct XgboostTree {
    std::vector<std::int64_t> left;  // child, or -1
    std::vector<std::int64_t> right; // child, or -1
    std::vector<std::int64_t> splitIndices;
    std::vector<std::int64_t> splitConditions; // only how many there are
    std::vector<std::int64_t> defaultLeft;
    std::vector<std::int64_t> splitType;
    std::vector<std::int64_t> categories;
    std::vector<std::int64_t> categoryNodes;
    std::vector<std::int64_t> categorySegments;
    std::vector<std::int64_t> categorySizes;
    std::int64_t nodes = -1; // as tree_param says

    void clear();
    // Why walking it could leave its arrays, never end, or read columns that are not there; empty when it is
    // sound.
    std::string damage(std::int64_t features) const;
    // In splits from the root; only of a tree without damage.
    std::int64_t depth() const;
};

} // namespace vitrine::format
