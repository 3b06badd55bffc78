// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/format/xgboostinspector.h"
#include "core/serving/engine.h"

namespace vitrine::serving {

// XGBoost models in JSON, UBJSON and the old binary form, in this process, one thread a call.
//
// A model whose objective classifies answers with the label and, beside it, the probabilities of all classes;
// any other with the number that XGBoost predicts. Missing cells are XGBoost's missing values. A category is
// the number of its level in the prototype, as in pandas. After early stopping scikit-learn's wrapper
// predicts with the best rounds only, and so does this. Trees are checked before XGBoost sees them: it would
// read beyond its memory on damaged ones.
class XgboostEngine final : public Engine
{
public:
    static Result<std::unique_ptr<Engine>> load(const QString &path, const format::Prototype &prototype);
    ~XgboostEngine() override;

    const EngineDescription &description() const override { return m_description; }
    const Schema &schema() const override { return m_schema; }
    std::optional<Failure> predict(const Frame &frame, Wanted wanted, Output &output) const override;
    std::optional<Failure> infer(std::span<const Tensor> inputs, std::vector<Tensor> &outputs) const override;

private:
    struct Booster;
    struct Scores;
    explicit XgboostEngine(std::unique_ptr<Booster> booster);

    Result<> bind(const format::Prototype &prototype, const QString &name);
    void describe();
    std::optional<Failure> fillMatrix(const Frame &frame, std::vector<float> &matrix) const;
    void fillLabels(const float *scores, std::size_t width, std::size_t rows, OutputColumn &column) const;
    std::optional<Failure> fillProbabilities(const std::vector<float> &matrix, std::size_t rows,
                                             Scores scores, std::vector<float> &kept,
                                             std::vector<float> &probabilities) const;

    std::unique_ptr<Booster> m_booster;
    EngineDescription m_description;
    Schema m_schema;
    std::vector<std::size_t> m_columns;      // of the schema, in the model's order
    std::vector<std::int64_t> m_wholeLevels; // the levels, when all of them are whole numbers
};

} // namespace vitrine::serving
