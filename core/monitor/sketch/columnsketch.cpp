// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/monitor/sketch/columnsketch.h"

#include "core/base/text.h"

#include <QJsonArray>

#include <algorithm>
#include <cmath>

using namespace Qt::StringLiterals;

namespace vitrine::monitor {

namespace {

QString kindName(ColumnKind kind)
{
    return kind == ColumnKind::Number ? u"number"_s : u"category"_s;
}

} // namespace

ColumnSketch::ColumnSketch(const QString &name, ColumnKind kind, ColumnRole role, int k)
    : m_name(name)
    , m_kind(kind)
    , m_role(role)
    , m_quantiles(k)
{
}

void ColumnSketch::add(std::span<const double> values)
{
    m_rows += static_cast<qint64>(values.size());
    std::vector<double> finite;
    finite.reserve(values.size());
    for (const double value : values) {
        if (std::isfinite(value))
            finite.push_back(value);
        else
            ++(std::isnan(value) ? m_missing : m_infinite);
    }
    if (finite.empty())
        return;
    addMoments(finite);
    std::span<const double> rest = finite;
    while (m_distinct && !rest.empty()) {
        ++(*m_distinct)[rest.front()];
        rest = rest.subspan(1);
        if (m_distinct->size() > fewDistinct)
            spill();
    }
    m_quantiles.add(rest);
}

// One block with two passes, merged with what came before by the update of Chan, Golub and LeVeque (1983).
void ColumnSketch::addMoments(std::span<const double> finite)
{
    const auto n = static_cast<double>(finite.size());
    double sum = 0;
    for (const double value : finite) {
        sum += value;
        m_minimum = std::min(m_minimum, value);
        m_maximum = std::max(m_maximum, value);
    }
    const double mean = sum / n;
    double squares = 0;
    for (const double value : finite)
        squares += (value - mean) * (value - mean);
    const double shift = mean - m_mean;
    const double total = m_n + n;
    m_squares += squares + shift * shift * m_n * n / total;
    m_mean += shift * n / total;
    m_n = total;
}

// The distinct values are no longer few: from here on a sketch of all values takes their place.
void ColumnSketch::spill()
{
    for (const auto &[value, count] : *m_distinct)
        m_quantiles.addRepeated(value, count);
    m_distinct.reset();
}

void ColumnSketch::addLevel(const QString &level, qint64 count)
{
    m_rows += count;
    m_levels.add(level, static_cast<double>(count));
}

void ColumnSketch::addMissing(qint64 count)
{
    m_rows += count;
    m_missing += count;
}

Result<> ColumnSketch::merge(const ColumnSketch &other)
{
    if (other.m_kind != m_kind) {
        return Error{Error::Code::InvalidArgument,
                     Text::tr("Column '%1' has numbers in one part and text in the other.").arg(m_name),
                     {}};
    }
    m_rows += other.m_rows;
    m_missing += other.m_missing;
    m_infinite += other.m_infinite;
    m_minimum = std::min(m_minimum, other.m_minimum);
    m_maximum = std::max(m_maximum, other.m_maximum);
    if (other.m_n > 0) {
        const double shift = other.m_mean - m_mean;
        const double total = m_n + other.m_n;
        m_squares += other.m_squares + shift * shift * m_n * other.m_n / total;
        m_mean += shift * other.m_n / total;
        m_n = total;
    }
    if (other.m_distinct) {
        const std::map<double, qint64> counts = *other.m_distinct; // a copy: it may be merged with itself
        for (const auto &[value, count] : counts) {
            if (m_distinct)
                (*m_distinct)[value] += count;
            else
                m_quantiles.addRepeated(value, count);
        }
        if (m_distinct && m_distinct->size() > fewDistinct)
            spill();
    } else {
        if (m_distinct)
            spill();
        m_quantiles.merge(other.m_quantiles);
    }
    m_levels.merge(other.m_levels);
    return {};
}

NumericDistribution ColumnSketch::numbers() const
{
    std::vector<std::pair<double, double>> counts;
    if (m_distinct) {
        for (const auto &[value, count] : *m_distinct)
            counts.emplace_back(value, static_cast<double>(count));
        return NumericDistribution::fromCounts(std::move(counts));
    }
    counts = m_quantiles.items();
    if (m_quantiles.isExact())
        return NumericDistribution::fromCounts(std::move(counts));
    // The extremes are known; each is one of the values that the outermost item stands for.
    if (counts.front().first > m_minimum) {
        --counts.front().second;
        counts.insert(counts.begin(), {m_minimum, 1});
    }
    if (counts.back().first < m_maximum) {
        --counts.back().second;
        counts.emplace_back(m_maximum, 1);
    }
    std::erase_if(counts, [](const auto &item) { return item.second <= 0; });
    NumericDistribution result = NumericDistribution::fromCounts(std::move(counts));
    result.mean = m_mean;
    result.variance = m_squares / m_n;
    result.rankError = m_quantiles.rankError();
    return result;
}

ColumnProfile ColumnSketch::profile() const
{
    ColumnProfile profile{.name = m_name, .kind = m_kind, .role = m_role};
    profile.rows = m_rows;
    profile.missing = m_missing;
    profile.infinite = m_infinite;
    if (m_kind == ColumnKind::Category) {
        profile.levels = CategoryDistribution::fromCounts(m_levels.items());
        profile.levels.n = m_levels.count();
        profile.levels.countError = m_levels.countError();
    } else if (m_n > 0) {
        profile.minimum = m_minimum;
        profile.maximum = m_maximum;
        profile.numbers = numbers();
    }
    return profile;
}

QJsonObject ColumnSketch::toJson() const
{
    QJsonObject json{{u"name"_s, m_name},
                     {u"kind"_s, kindName(m_kind)},
                     {u"role"_s, columnRoleName(m_role)},
                     {u"rows"_s, m_rows},
                     {u"missing"_s, m_missing}};
    if (m_kind == ColumnKind::Category) {
        json[u"levels"_s] = m_levels.toJson();
        return json;
    }
    json[u"infinite"_s] = m_infinite;
    if (m_n == 0)
        return json;
    json[u"min"_s] = m_minimum;
    json[u"max"_s] = m_maximum;
    json[u"mean"_s] = m_mean;
    json[u"squares"_s] = m_squares;
    if (m_distinct) {
        QJsonArray values;
        for (const auto &[value, count] : *m_distinct)
            values.append(QJsonArray{value, count});
        json[u"values"_s] = values;
    } else {
        json[u"quantiles"_s] = m_quantiles.toJson();
        json[u"rankError"_s] = m_quantiles.rankError();
    }
    return json;
}

Result<ColumnSketch> ColumnSketch::fromJson(const QJsonObject &json)
{
    const QString name = json[u"name"_s].toString();
    const Error corrupt{
        Error::Code::Corrupt, Text::tr("Column '%1' of the reference is damaged.").arg(name), {}};
    const QString kind = json[u"kind"_s].toString();
    if (name.isEmpty() || (kind != u"number" && kind != u"category"))
        return corrupt;
    ColumnRole role = ColumnRole::Feature;
    for (const ColumnRole known : {ColumnRole::Prediction, ColumnRole::Target}) {
        if (json[u"role"_s].toString() == columnRoleName(known))
            role = known;
    }
    ColumnSketch sketch(name, kind == u"number" ? ColumnKind::Number : ColumnKind::Category, role);
    sketch.m_rows = json[u"rows"_s].toInteger(-1);
    sketch.m_missing = json[u"missing"_s].toInteger(-1);
    sketch.m_infinite = json[u"infinite"_s].toInteger();
    const qint64 present = sketch.m_rows - sketch.m_missing - sketch.m_infinite;
    if (sketch.m_rows < 0 || sketch.m_missing < 0 || sketch.m_infinite < 0 || present < 0)
        return corrupt;
    if (sketch.m_kind == ColumnKind::Category) {
        VT_TRY(sketch.m_levels, LevelSketch::fromJson(json[u"levels"_s].toObject()));
        return sketch.m_levels.count() == double(present) ? Result<ColumnSketch>(sketch) : corrupt;
    }
    if (present == 0)
        return sketch;
    sketch.m_n = static_cast<double>(present);
    sketch.m_minimum = json[u"min"_s].toDouble();
    sketch.m_maximum = json[u"max"_s].toDouble();
    sketch.m_mean = json[u"mean"_s].toDouble();
    sketch.m_squares = json[u"squares"_s].toDouble(-1);
    if (json.contains(u"values"_s)) {
        const QJsonArray values = json[u"values"_s].toArray();
        for (const QJsonValue &value : values)
            (*sketch.m_distinct)[value[0].toDouble()] = value[1].toInteger();
        qint64 sum = 0;
        for (const auto &[value, count] : *sketch.m_distinct) {
            if (count < 1 || count > present - sum)
                return corrupt;
            sum += count;
        }
        return sum == present && sketch.m_distinct->size() <= fewDistinct ? Result<ColumnSketch>(sketch)
                                                                          : corrupt;
    }
    sketch.m_distinct.reset();
    VT_TRY(sketch.m_quantiles, QuantileSketch::fromJson(json[u"quantiles"_s].toObject()));
    const bool agrees = sketch.m_quantiles.count() == present && sketch.m_squares >= 0 &&
                        sketch.m_minimum <= sketch.m_maximum;
    return agrees ? Result<ColumnSketch>(sketch) : corrupt;
}

} // namespace vitrine::monitor
