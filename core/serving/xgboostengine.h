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
    explicit XgboostEngine(std::unique_ptr<Booster> booster);

    Result<> bind(const format::Prototype &prototype, const QString &name);
    void describe();

    std::unique_ptr<Booster> m_booster;
    EngineDescription m_description;
    Schema m_schema;
    std::vector<std::size_t> m_columns; // of the schema, in the model's order
};

} // namespace vitrine::serving
