// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/monitor/backtest/versionrun.h"

#include "core/base/text.h"
#include "core/monitor/dataset/chunkrows.h"

#include <algorithm>

using namespace Qt::StringLiterals;

namespace vitrine::monitor {

// The prefix keeps these apart from whatever columns the dataset has.
QString predictedColumn()
{
    return u"\x1fpred"_s;
}

QString probabilityColumn(const QString &level)
{
    return u"\x1fpred_"_s + level;
}

VersionRun::VersionRun(std::shared_ptr<const Predictor> predictor, const MeasurePlan &plan,
                       const RunColumns &columns, std::vector<int> places,
                       std::optional<std::set<qint64>> wanted, PeriodSeries::Order order)
    : m_predictor(std::move(predictor))
    , m_plan(plan)
    , m_pass(m_plan, order)
    , m_columns(columns)
    , m_places(std::move(places))
    , m_wanted(std::move(wanted))
{
}

void VersionRun::take(const Chunk &chunk, const std::vector<qint64> &groups)
{
    if (m_failure)
        return;
    if (!m_wanted) {
        predict(chunk);
        return;
    }
    std::vector<std::size_t> rows;
    for (std::size_t row = 0; row < chunk.rows; ++row) {
        if (m_wanted->contains(groups[row]))
            rows.push_back(row);
    }
    if (rows.size() == chunk.rows) {
        predict(chunk);
    } else if (!rows.empty()) {
        Chunk part;
        pickRows(chunk, rows, part);
        predict(part);
    }
}

void VersionRun::predict(const Chunk &chunk)
{
    std::vector<const Column *> inputs;
    for (const int place : m_places)
        inputs.push_back(&chunk.columns[static_cast<std::size_t>(place)]);
    m_predictions.unanswered = 0;
    if (auto predicted = m_predictor->predict(inputs, chunk.rows, m_predictions); !predicted) {
        m_failure = predicted.error();
        return;
    }
    m_predicted += static_cast<qint64>(chunk.rows);
    m_unanswered += m_predictions.unanswered;
    // Its buffers, and those of the predictions that they are exchanged with, stay from chunk to chunk.
    const QStringList names = m_pass.columns();
    m_measured.rows = chunk.rows;
    m_measured.columns.resize(static_cast<std::size_t>(names.size()));
    for (qsizetype i = 0; i < names.size(); ++i) {
        const QString &name = names[i];
        const Roles &roles = m_plan.task.roles;
        Column &measured = m_measured.columns[static_cast<std::size_t>(i)];
        const auto source = [&](int place) -> const Column & {
            return chunk.columns[static_cast<std::size_t>(place)];
        };
        if (name == roles.time) {
            measured = source(m_columns.time);
        } else if (name == roles.truth) {
            measured = source(m_columns.truth);
        } else if (name == roles.weight) {
            measured = source(m_columns.weight);
        } else if (name == roles.estimate) {
            std::swap(measured, m_predictions.estimate);
        } else {
            const auto level = std::find_if(
                roles.probabilities.begin(), roles.probabilities.end(),
                [&](const Roles::Probability &probability) { return probability.column == name; });
            const auto place = static_cast<std::size_t>(level - roles.probabilities.begin());
            std::swap(measured, m_predictions.probabilities[place]);
        }
    }
    if (!m_pass.add(m_measured))
        m_failure =
            Error{Error::Code::InvalidArgument,
                  Text::tr("These metrics or periods need rows in time order. Sort the file by time."),
                  {}};
}

} // namespace vitrine::monitor
