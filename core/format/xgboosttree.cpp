// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/format/xgboosttree.h"

#include <algorithm>
#include <utility>

namespace vitrine::format {

namespace {

// Every node has one parent at most and the root has none, so that every path down ends.
std::string pathDamage(const XgboostTree &tree, std::int64_t features)
{
    const auto count = static_cast<std::int64_t>(tree.left.size());
    std::vector<bool> seen(tree.left.size(), false);
    std::vector<std::int64_t> open{0};
    seen[0] = true;
    while (!open.empty()) {
        const auto node = static_cast<std::size_t>(open.back());
        open.pop_back();
        const std::int64_t left = tree.left[node];
        const std::int64_t right = tree.right[node];
        if (left == -1 && right == -1)
            continue;
        for (const std::int64_t child : {left, right}) {
            if (child < 1 || child >= count)
                return "a node has a child that does not exist";
            if (seen[static_cast<std::size_t>(child)])
                return "a node has two parents";
            seen[static_cast<std::size_t>(child)] = true;
            open.push_back(child);
        }
        const std::int64_t feature = tree.splitIndices[node];
        if (feature < 0 || (features > 0 && feature >= features))
            return "a split asks for a column that the model does not have";
    }
    return {};
}

std::string categoryDamage(const XgboostTree &tree)
{
    const std::size_t count = tree.categoryNodes.size();
    if (tree.categorySegments.size() != count || tree.categorySizes.size() != count)
        return "its lists of categories differ in length";
    const auto nodes = static_cast<std::int64_t>(tree.left.size());
    const auto total = static_cast<std::int64_t>(tree.categories.size());
    constexpr std::int64_t mostCategories = 1 << 24;
    for (std::size_t i = 0; i < count; ++i) {
        const std::int64_t begin = tree.categorySegments[i];
        const std::int64_t size = tree.categorySizes[i];
        if (tree.categoryNodes[i] < 0 || tree.categoryNodes[i] >= nodes ||
            (i > 0 && tree.categoryNodes[i] <= tree.categoryNodes[i - 1]))
            return "categories belong to a node that does not exist";
        if (begin < 0 || size < 0 || begin > total || size > total - begin)
            return "a list of categories ends beyond them";
    }
    for (const std::int64_t category : tree.categories) {
        if (category < 0 || category >= mostCategories)
            return "a category is out of range";
    }
    return {};
}

} // namespace

void XgboostTree::clear()
{
    for (auto *list : {&left, &right, &splitIndices, &splitConditions, &defaultLeft, &splitType, &categories,
                       &categoryNodes, &categorySegments, &categorySizes})
        list->clear();
    nodes = -1;
}

std::int64_t XgboostTree::depth() const
{
    std::int64_t deepest = 0;
    std::vector<std::pair<std::size_t, std::int64_t>> open{{0, 0}};
    while (!open.empty()) {
        const auto [node, depth] = open.back();
        open.pop_back();
        deepest = std::max(deepest, depth);
        if (left[node] == -1)
            continue;
        open.emplace_back(static_cast<std::size_t>(left[node]), depth + 1);
        open.emplace_back(static_cast<std::size_t>(right[node]), depth + 1);
    }
    return deepest;
}

std::string XgboostTree::damage(std::int64_t features) const
{
    const std::size_t count = left.size();
    if (count == 0)
        return "it has no nodes";
    if (right.size() != count || splitIndices.size() != count || splitConditions.size() != count ||
        defaultLeft.size() != count || (!splitType.empty() && splitType.size() != count) ||
        (nodes >= 0 && static_cast<std::size_t>(nodes) != count))
        return "its lists of nodes differ in length";
    std::string problem = pathDamage(*this, features);
    return problem.empty() ? categoryDamage(*this) : problem;
}

} // namespace vitrine::format
