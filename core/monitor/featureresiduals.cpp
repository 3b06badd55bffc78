// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/monitor/featureresiduals.h"

#include "core/base/text.h"
#include "core/monitor/predictiondataset.h"
#include "core/monitor/scoredrows.h"

#include <QHash>

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>
#include <optional>

namespace vitrine::monitor {

namespace {

constexpr double absent = std::numeric_limits<double>::quiet_NaN();
constexpr double z95 = 1.959963984540054;

// The cells of a column as numbers; texts as codes that are the same in all chunks.
class FeatureCells final
{
public:
    double at(const Column &column, std::size_t row)
    {
        switch (column.type) {
        case ColumnType::Number: return column.numbers[row];
        case ColumnType::Time: return column.times[row] == missingTime ? absent : double(column.times[row]);
        case ColumnType::Text: break;
        }
        if (column.codes[row] == missingText)
            return absent;
        const QString level = QString::fromStdString(column.texts[std::size_t(column.codes[row])]);
        const auto known = m_codes.constFind(level);
        if (known != m_codes.constEnd())
            return double(*known);
        m_codes.insert(level, m_levels.size());
        m_levels << level;
        return double(m_levels.size() - 1);
    }
    const QStringList &levels() const { return m_levels; }

private:
    QHash<QString, qsizetype> m_codes;
    QStringList m_levels;
};

QString textAt(const Column &column, std::size_t row)
{
    if (column.type == ColumnType::Number)
        return std::isnan(column.numbers[row]) ? QString() : QString::number(column.numbers[row], 'g', 17);
    if (column.type != ColumnType::Text || column.codes[row] == missingText)
        return {};
    return QString::fromStdString(column.texts[std::size_t(column.codes[row])]);
}

double numberAt(const Column &column, std::size_t row)
{
    return column.type == ColumnType::Number ? column.numbers[row] : absent;
}

PredictionRows rowsOf(const DiagnosisRequest &request)
{
    return {request.model, request.version, request.from, request.to};
}

void add(FeatureResiduals &to, double value, double residual, std::optional<bool> isEvent)
{
    if (!std::isfinite(value) || !std::isfinite(residual))
        return;
    if (isEvent)
        to.isEvent.push_back(*isEvent);
    to.values.push_back(value);
    to.residuals.push_back(residual);
}

Result<> eachChunk(const Dataset &dataset, const QStringList &columns, const Job &job, const auto &visit)
{
    VT_TRY(DatasetReader reader, dataset.read(columns, job));
    Chunk chunk;
    while (true) {
        VT_TRY(const bool more, reader.next(chunk));
        if (!more)
            return {};
        visit(chunk);
    }
}

constexpr qint64 dayMs = 86'400'000;

qint64 dayOf(qint64 timeMs)
{
    return timeMs - ((timeMs % dayMs) + dayMs) % dayMs;
}

// A feature by time; of times that occur twice it is NaN.
struct FeatureTimes {
    QHash<qint64, double> values;
    bool days = true; // all times are midnights

    double at(qint64 timeMs) const { return values.value(days ? dayOf(timeMs) : timeMs, absent); }
};

Result<FeatureTimes> featureByTime(const Dataset &dataset, const QString &time, const QString &feature,
                                   FeatureCells &cells, const Job &job)
{
    FeatureTimes byTime;
    VT_CHECK(eachChunk(dataset, {time, feature}, job, [&](const Chunk &chunk) {
        for (std::size_t row = 0; row < chunk.rows; ++row) {
            const qint64 at = chunk.columns[0].times[row];
            if (at == missingTime)
                continue;
            byTime.days = byTime.days && dayOf(at) == at;
            const double value = cells.at(chunk.columns[1], row);
            const auto known = byTime.values.find(at);
            if (known == byTime.values.end())
                byTime.values.insert(at, value);
            else
                *known = absent;
        }
    }));
    return byTime;
}

} // namespace

Result<QStringList> recordedFeatures(const QString &storePath, const DiagnosisRequest &request)
{
    const auto dataset = openPredictions(storePath, rowsOf(request));
    if (dataset)
        return predictionRoles(*dataset).features;
    if (dataset.error().code == Error::Code::NotFound)
        return QStringList();
    return dataset.error();
}

Result<FeatureResiduals> recordedResiduals(const QString &storePath, const DiagnosisRequest &request,
                                           const Target &target, const QString &feature, const Job &job)
{
    VT_TRY(const Dataset dataset, openPredictions(storePath, rowsOf(request)));
    const Roles roles = predictionRoles(dataset);
    QString event = request.event.isEmpty() ? target.levels.value(0) : request.event;
    QString estimate = roles.estimate;
    if (target.classification) {
        const auto score = std::ranges::find(roles.probabilities, event, &Roles::Probability::level);
        if (score == roles.probabilities.end())
            return Error{Error::Code::NotFound,
                         Text::tr("No probability of %1 was recorded, so there are no residuals.").arg(event),
                         {}};
        estimate = score->column;
    }
    event = plainLevel(event);
    FeatureResiduals found;
    found.feature = feature;
    FeatureCells cells;
    VT_CHECK(eachChunk(dataset, {feature, estimate, roles.truth}, job, [&](const Chunk &chunk) {
        for (std::size_t row = 0; row < chunk.rows; ++row) {
            const QString truth = textAt(chunk.columns[2], row);
            if (truth.isEmpty())
                continue;
            std::optional<bool> isEvent;
            if (target.classification)
                isEvent = plainLevel(truth) == event;
            const double actual = isEvent ? (*isEvent ? 1.0 : 0.0) : numberAt(chunk.columns[2], row);
            add(found, cells.at(chunk.columns[0], row), numberAt(chunk.columns[1], row) - actual, isEvent);
        }
    }));
    found.levels = cells.levels();
    return found;
}

Result<FeatureResiduals> joinedResiduals(const Diagnosis &diagnosis, const Dataset &dataset,
                                         const QString &feature, const Job &job)
{
    const Roles roles = guessRoles(dataset.columns());
    if (roles.time.isEmpty())
        return Error{
            Error::Code::InvalidArgument,
            Text::tr("%1 has no column of times, so its rows cannot be found again. Choose data with "
                     "a date or time column.")
                .arg(dataset.path().section(u'/', -1)),
            {}};
    FeatureCells cells;
    VT_TRY(const FeatureTimes byTime, featureByTime(dataset, roles.time, feature, cells, job));
    FeatureResiduals found;
    found.feature = feature;
    found.levels = cells.levels();
    const bool classes = diagnosis.target.classification;
    const std::size_t rows = classes ? diagnosis.scores.size() : diagnosis.truth.size();
    if (rows != diagnosis.timesMs.size())
        return found; // some rows have no probability
    for (std::size_t row = 0; row < rows; ++row) {
        const double residual = classes ? diagnosis.scores[row] - (diagnosis.isEvent[row] ? 1 : 0)
                                        : diagnosis.estimate[row] - diagnosis.truth[row];
        std::optional<bool> isEvent;
        if (classes)
            isEvent = diagnosis.isEvent[row];
        add(found, byTime.at(diagnosis.timesMs[row]), residual, isEvent);
    }
    return found;
}

QList<ResidualBin> binned(const FeatureResiduals &residuals, int bins)
{
    const std::size_t n = residuals.values.size();
    std::vector<std::size_t> order(n);
    std::iota(order.begin(), order.end(), std::size_t(0));
    std::ranges::stable_sort(order, {}, [&](std::size_t row) { return residuals.values[row]; });
    QList<ResidualBin> out;
    const bool levels = !residuals.levels.isEmpty();
    const std::size_t wanted = std::max<std::size_t>(1, n / std::size_t(std::max(1, bins)));
    for (std::size_t first = 0; first < n;) {
        // Rows of the same value are never torn apart.
        std::size_t last = levels ? first + 1 : std::min(n, first + wanted);
        while (last < n && residuals.values[order[last]] == residuals.values[order[last - 1]])
            ++last;
        ResidualBin bin;
        bin.n = qint64(last - first);
        for (std::size_t i = first; i < last; ++i) {
            bin.at += residuals.values[order[i]] / double(bin.n);
            bin.mean += residuals.residuals[order[i]] / double(bin.n);
        }
        if (residuals.values[order[first]] == residuals.values[order[last - 1]])
            bin.at = residuals.values[order[first]]; // not nearly
        double squares = 0;
        for (std::size_t i = first; i < last; ++i)
            squares += std::pow(residuals.residuals[order[i]] - bin.mean, 2);
        const double half = bin.n > 1 ? z95 * std::sqrt(squares / double(bin.n - 1) / double(bin.n)) : 0;
        bin.low = bin.mean - half;
        bin.high = bin.mean + half;
        out.append(bin);
        first = last;
    }
    return out;
}

} // namespace vitrine::monitor
