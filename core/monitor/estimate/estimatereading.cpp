// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/monitor/estimate/estimatereading.h"

#include "core/base/text.h"
#include "core/monitor/estimate/thinnedrows.h"
#include "core/monitor/scoredrows.h"

#include <QSet>

#include <algorithm>
#include <cmath>

using namespace Qt::StringLiterals;

namespace vitrine::monitor {

namespace {

constexpr double absent = std::numeric_limits<double>::quiet_NaN();

const Column *find(const Chunk &chunk, const QStringList &names, const QString &name)
{
    const qsizetype at = name.isEmpty() ? -1 : names.indexOf(name);
    return at < 0 ? nullptr : &chunk.columns[static_cast<std::size_t>(at)];
}

QString levelOf(double number)
{
    return QString::number(number, 'g', 17);
}

std::vector<double> numbersOf(const Column *column, std::size_t rows)
{
    return column && column->type == ColumnType::Number ? column->numbers : std::vector<double>(rows, absent);
}

void mostProbable(EstimateRows &rows)
{
    const auto columns = static_cast<std::ptrdiff_t>(rows.columns);
    for (std::size_t row = 0; row < rows.estimateLevel.size(); ++row) {
        if (rows.estimateLevel[row] >= 0)
            continue;
        const auto first = rows.probabilities.begin() + static_cast<std::ptrdiff_t>(row) * columns;
        if (std::none_of(first, first + columns, [](double p) { return std::isnan(p); }))
            rows.estimateLevel[row] = static_cast<int>(std::max_element(first, first + columns) - first);
    }
}

} // namespace

Result<EstimateReading> EstimateReading::begin(const Dataset &reference, const Roles &roles,
                                               const QStringList &levels, const Job &job)
{
    EstimateReading reading(roles);
    const ColumnInfo *estimate = reference.column(roles.estimate);
    if (!roles.probabilities.isEmpty()) {
        VT_CHECK(reading.findLevels(reference, levels, job));
    } else if (!estimate || estimate->type != ColumnType::Number) {
        return Error{
            Error::Code::InvalidArgument,
            estimate ? Text::tr("The prediction '%1' is a class: name the columns of the probabilities with "
                                "--prob LEVEL=COLUMN,….")
                           .arg(roles.estimate)
                     : Text::tr("Name the column of the prediction with --estimate, or those of the "
                                "probabilities with --prob LEVEL=COLUMN,…."),
            {}};
    }
    if (roles.truth.isEmpty())
        return Error{
            Error::Code::InvalidArgument, Text::tr("Name the column of the truth with --truth."), {}};
    for (const QString &feature : roles.features) {
        const ColumnInfo *column = reference.column(feature);
        reading.m_isCategory.push_back(column && column->type == ColumnType::Text);
        reading.m_categories.emplace_back();
    }
    return reading;
}

Result<> EstimateReading::findLevels(const Dataset &reference, const QStringList &levels, const Job &job)
{
    QSet<QString> known;
    for (const Roles::Probability &probability : std::as_const(m_roles.probabilities))
        known.insert(plainLevel(probability.level));
    VT_TRY(DatasetReader reader, reference.read({m_roles.truth}, job));
    Chunk chunk;
    constexpr qsizetype tooMany = 1000;
    while (known.size() <= tooMany) {
        VT_TRY(const bool more, reader.next(chunk));
        if (!more)
            break;
        for (const std::string &text : chunk.columns.front().texts)
            known.insert(plainLevel(QString::fromStdString(text)));
        for (const double number : chunk.columns.front().numbers) {
            if (!std::isnan(number))
                known.insert(levelOf(number));
        }
    }
    for (const QString &level : levels)
        m_levels << plainLevel(level);
    if (levels.isEmpty())
        m_levels = sortedLevels(known.values());
    const qsizetype given = m_roles.probabilities.size();
    const bool enough = given == m_levels.size() || (given == 1 && m_levels.size() == 2);
    const bool allNamed =
        std::all_of(m_roles.probabilities.begin(), m_roles.probabilities.end(),
                    [&](const Roles::Probability &of) { return m_levels.contains(plainLevel(of.level)); });
    if (m_levels.size() >= 2 && enough && allNamed)
        return {};
    return Error{
        Error::Code::InvalidArgument,
        known.size() > tooMany
            ? Text::tr("The truth '%1' has more than %2 levels: is it a number?")
                  .arg(m_roles.truth)
                  .arg(tooMany)
            : Text::tr("There are %1 levels (%2), but probabilities of %3. Name one column for each with "
                       "--prob LEVEL=COLUMN,….")
                  .arg(m_levels.size())
                  .arg(m_levels.join(u", "_s))
                  .arg(given),
        {}};
}

QStringList EstimateReading::wanted(const Dataset &dataset) const
{
    QStringList names;
    const auto add = [&](const QString &name) {
        if (!name.isEmpty() && dataset.column(name) && !names.contains(name))
            names << name;
    };
    add(m_roles.time);
    add(m_roles.truth);
    add(m_roles.estimate);
    for (const Roles::Probability &probability : m_roles.probabilities)
        add(probability.column);
    for (const QString &feature : m_roles.features) {
        if (m_levels.isEmpty())
            names << feature; // reading says when it is not there
    }
    return names;
}

std::vector<int> EstimateReading::levelCodes(const Column &column) const
{
    std::vector<int> codes;
    const auto codeOf = [&](const QString &level) {
        const qsizetype at = m_levels.indexOf(level);
        return static_cast<int>(at < 0 ? m_levels.size() : at); // unknown: a mistake in any case
    };
    if (column.type == ColumnType::Number) {
        for (const double number : column.numbers)
            codes.push_back(std::isnan(number) ? -1 : codeOf(levelOf(number)));
        return codes;
    }
    std::vector<int> known;
    for (const std::string &text : column.texts)
        known.push_back(codeOf(plainLevel(QString::fromStdString(text))));
    for (const qint32 code : column.codes)
        codes.push_back(code == missingText ? -1 : known[static_cast<std::size_t>(code)]);
    return codes;
}

void EstimateReading::takeProbabilities(EstimateRows &rows, const Chunk &chunk,
                                        const QStringList &names) const
{
    const auto columns = static_cast<std::size_t>(m_levels.size());
    rows.columns = static_cast<int>(m_levels.size());
    rows.probabilities.assign(chunk.rows * columns, absent);
    for (const Roles::Probability &probability : m_roles.probabilities) {
        const auto level = static_cast<std::size_t>(m_levels.indexOf(plainLevel(probability.level)));
        const std::vector<double> numbers = numbersOf(find(chunk, names, probability.column), chunk.rows);
        for (std::size_t row = 0; row < chunk.rows; ++row) {
            rows.probabilities[row * columns + level] = numbers[row];
            if (m_roles.probabilities.size() == 1)
                rows.probabilities[row * columns + 1 - level] = 1 - numbers[row];
        }
    }
}

void EstimateReading::takeFeatures(EstimateRows &rows, const Chunk &chunk, const QStringList &names)
{
    rows.isCategory = m_isCategory;
    for (qsizetype i = 0; i < m_roles.features.size(); ++i) {
        const auto at = static_cast<std::size_t>(i);
        const Column *column = find(chunk, names, m_roles.features[i]);
        if (!m_isCategory[at] || !column || column->type != ColumnType::Text) {
            rows.features.push_back(numbersOf(column, chunk.rows));
            continue;
        }
        std::vector<double> codes;
        for (const qint32 code : m_categories[at].codes(*column))
            codes.push_back(code == missingText ? absent : code);
        rows.features.push_back(std::move(codes));
    }
}

EstimateRows EstimateReading::scored(const Chunk &chunk, const QStringList &names)
{
    EstimateRows rows;
    rows.levels = m_levels;
    const Column *time = find(chunk, names, m_roles.time);
    rows.times =
        time && time->type == ColumnType::Time ? time->times : std::vector<qint64>(chunk.rows, missingTime);
    const Column *truth = find(chunk, names, m_roles.truth);
    const Column *estimate = find(chunk, names, m_roles.estimate);
    if (m_levels.isEmpty()) {
        rows.truth = numbersOf(truth, chunk.rows);
        rows.estimate = numbersOf(estimate, chunk.rows);
        takeFeatures(rows, chunk, names);
        return rows;
    }
    rows.truthLevel = truth ? levelCodes(*truth) : std::vector<int>(chunk.rows, -1);
    rows.estimateLevel = estimate ? levelCodes(*estimate) : std::vector<int>(chunk.rows, -1);
    takeProbabilities(rows, chunk, names);
    mostProbable(rows);
    return rows;
}

Result<DatasetProblems> EstimateReading::read(const Dataset &dataset, const Job &job,
                                              const std::function<Result<>(EstimateRows)> &visit)
{
    const QStringList names = wanted(dataset);
    VT_TRY(DatasetReader reader, dataset.read(names, job));
    Chunk chunk;
    while (true) {
        VT_TRY(const bool more, reader.next(chunk));
        if (!more)
            return reader.problems();
        VT_CHECK(visit(scored(chunk, names)));
    }
}

Result<EstimateReading::All> EstimateReading::readAll(const Dataset &dataset, qint64 most, const Job &job)
{
    All all;
    ThinnedRows rows(most);
    VT_TRY(all.problems, read(dataset, job, [&](EstimateRows chunk) -> Result<> {
               rows.add(std::move(chunk));
               return {};
           }));
    all.step = rows.step();
    all.rows = rows.take();
    return all;
}

} // namespace vitrine::monitor
