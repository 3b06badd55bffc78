// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/result.h"
#include "core/format/inspection.h"

#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace vitrine::format {

// What an XGBoost model in JSON or UBJSON says
// (https://xgboost.readthedocs.io/en/stable/tutorials/saving_model.html).
struct XgboostModel {
    std::string version;   // of XGBoost, "1.7.4"
    std::string booster;   // "gbtree", "dart", "gblinear"
    std::string objective; // "binary:logistic"
    std::int64_t features = 0;
    std::int64_t classes = 0; // of the objective multi:*; else 0
    std::int64_t targets = 1;
    std::int64_t trees = 0;
    std::int64_t nodes = 0;
    std::int64_t leaves = 0;
    std::int64_t deepest = 0;                            // tree, in splits
    std::map<std::int64_t, std::int64_t> splitsByColumn; // how often a split asks for it
    std::string baseScore;
    std::vector<std::string> featureNames; // empty: none were kept
    std::vector<std::string> featureTypes; // "float", "int", "i", "c", …; empty: none were kept
    std::map<std::string, std::string> attributes;
    // Why the trees cannot be walked safely: XGBoost itself does not check them. Empty: they can.
    std::string damage;

    // From what scikit-learn's wrapper keeps as an attribute: the classes in order (empty: not kept).
    std::vector<std::string> classLabels() const;
    // The rounds that the wrapper predicts with after early stopping; 0: all of them.
    std::int64_t bestRounds() const;
    // "classification", "regression", "ranking", "survival" or empty.
    std::string task() const;
};

// Reads either form; also the state of a pickled booster, which wraps it. Corrupt when it is neither.
Result<XgboostModel> readXgboostModel(std::string_view bytes);

// Adds what the model tells to `inspection`. False when it cannot be read, or is in the old binary form.
bool inspectXgboost(std::string_view bytes, Inspection &inspection);

} // namespace vitrine::format
