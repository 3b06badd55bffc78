// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/monitor/store/rollup.h"

#include "core/base/text.h"
#include "core/monitor/metric/confusion.h"
#include "core/monitor/metric/numeric.h"
#include "core/monitor/store.h"

#include <QtEndian>

#include <algorithm>
#include <cmath>
#include <cstring>

using namespace Qt::StringLiterals;

namespace vitrine::monitor {

namespace {

constexpr unsigned keptParts = NumericMoments::Basic | NumericMoments::Percentages | NumericMoments::Signs;

// The numbers of a blob, in their order.
template<typename Moments, typename Visit>
void visitMoments(Moments &m, Visit &&visit)
{
    visit(m.weight);
    visit(m.weight2);
    visit(m.truthMean);
    visit(m.estimateMean);
    visit(m.truthSquares);
    visit(m.estimateSquares);
    visit(m.products);
    visit(m.errors);
    visit(m.squaredErrors);
    visit(m.fourthErrors);
    visit(m.absoluteErrors);
    visit(m.truthMin);
    visit(m.truthMax);
    visit(m.estimateMin);
    visit(m.estimateMax);
    visit(m.largestError);
    visit(m.relativeErrors);
    visit(m.absoluteRelativeErrors);
    visit(m.symmetricErrors);
    visit(m.negativeWeight);
    visit(m.negativeErrors);
    visit(m.positiveWeight);
    visit(m.positiveErrors);
}

void putDouble(QByteArray &bytes, double value)
{
    const quint64 little = qToLittleEndian(std::bit_cast<quint64>(value));
    bytes.append(reinterpret_cast<const char *>(&little), sizeof little);
}

void putNumber(QByteArray &bytes, qint64 value)
{
    auto rest = static_cast<quint64>(value);
    while (rest >= 0x80) {
        bytes.append(static_cast<char>(rest | 0x80));
        rest >>= 7;
    }
    bytes.append(static_cast<char>(rest));
}

// Reads what the functions above wrote; zeros behind the end.
class BlobReader final
{
public:
    explicit BlobReader(const QByteArray &bytes) : m_at(bytes.constData()), m_end(m_at + bytes.size()) {}

    double real()
    {
        if (m_end - m_at < qsizetype(sizeof(quint64)))
            return 0;
        const double value = std::bit_cast<double>(qFromLittleEndian<quint64>(m_at));
        m_at += sizeof(quint64);
        return value;
    }
    qint64 number()
    {
        quint64 value = 0;
        for (int shift = 0; m_at != m_end && shift < 64; shift += 7) {
            const auto byte = static_cast<unsigned char>(*m_at++);
            value |= quint64(byte & 0x7f) << shift;
            if (byte < 0x80)
                break;
        }
        return static_cast<qint64>(value);
    }

private:
    const char *m_at;
    const char *m_end;
};

// Only bins that hold rows: how many are skipped, events, others.
void putBins(QByteArray &bytes, const ClassSums &sums)
{
    qint64 used = 0;
    for (std::size_t bin = 0; bin < sums.events.size(); ++bin)
        used += sums.events[bin] + sums.others[bin] > 0 ? 1 : 0;
    putNumber(bytes, used);
    std::size_t next = 0;
    for (std::size_t bin = 0; bin < sums.events.size(); ++bin) {
        if (sums.events[bin] + sums.others[bin] == 0)
            continue;
        putNumber(bytes, static_cast<qint64>(bin - next));
        putNumber(bytes, sums.events[bin]);
        putNumber(bytes, sums.others[bin]);
        next = bin + 1;
    }
}

void readBins(BlobReader &reader, ClassSums &sums)
{
    const qint64 used = reader.number();
    if (used <= 0)
        return;
    sums.events.assign(ClassSums::bins, 0);
    sums.others.assign(ClassSums::bins, 0);
    std::size_t bin = 0;
    for (qint64 i = 0; i < used; ++i) {
        bin += static_cast<std::size_t>(reader.number());
        const qint64 events = reader.number();
        const qint64 others = reader.number();
        if (bin >= sums.events.size())
            return;
        sums.events[bin] = events;
        sums.others[bin] = others;
        ++bin;
    }
}

void addBins(std::vector<qint64> &to, const std::vector<qint64> &from)
{
    if (to.size() < from.size())
        to.resize(from.size());
    for (std::size_t bin = 0; bin < from.size(); ++bin)
        to[bin] += from[bin];
}

RollupValue exactly(const MetricValue &value)
{
    return {value, value.value, value.value};
}

RollupValue meanOf(double sum, qint64 rows, int levels)
{
    const QString estimator = levels > 2 ? u"multiclass"_s : u"binary"_s;
    if (rows == 0)
        return exactly(MetricValue::undefined(
            estimator, Text::tr("There are no rows with both a truth and probabilities.")));
    return exactly({sum / double(rows), estimator, {}});
}

// Pairs in one bin may stand either way: half of them is the middle of what is possible.
RollupValue areaOfBins(const ClassSums &sums)
{
    double events = 0;
    double others = 0;
    double pairs = 0;
    double tied = 0;
    for (std::size_t bin = 0; bin < sums.events.size(); ++bin) {
        const auto e = double(sums.events[bin]);
        const auto o = double(sums.others[bin]);
        pairs += e * others;
        tied += e * o;
        events += e;
        others += o;
    }
    if (events == 0 || others == 0)
        return exactly(
            MetricValue::undefined(u"binary"_s, Text::tr("The truth is the same level in every row.")));
    const double all = events * others;
    return {{(pairs + tied / 2) / all, u"binary"_s, {}}, pairs / all, (pairs + tied) / all};
}

ConfusionMatrix confusionOf(const ClassSums &sums, const Target &target, const QHash<qint64, QString> &levels)
{
    QStringList names = target.levels;
    const auto place = [&](qint64 id) {
        if (id == 0)
            return -1;
        const QString name = levels.value(id);
        if (!names.contains(name))
            names << name;
        return static_cast<int>(names.indexOf(name));
    };
    ConfusionMatrix matrix(std::max(2, static_cast<int>(target.levels.size())));
    for (const auto &[pair, count] : sums.pairs) {
        const int truth = place(pair.first);
        const int estimate = place(pair.second);
        matrix.grow(static_cast<int>(names.size()));
        matrix.add(truth, estimate, double(count));
    }
    return matrix;
}

bool isBinned(const QString &metric)
{
    return metric == u"roc_auc" || metric == u"roc_aunp" || metric == u"roc_aunu";
}

} // namespace

void ClassSums::merge(const ClassSums &other)
{
    for (const auto &[pair, count] : other.pairs)
        pairs[pair] += count;
    scored += other.scored;
    logLoss += other.logLoss;
    brier += other.brier;
    addBins(events, other.events);
    addBins(others, other.others);
}

Rollup::Rollup()
{
    numbers.parts = keptParts;
}

void Rollup::add(const Observation &observation, qint64 truthLevel, qint64 estimateLevel,
                 const Target &target)
{
    ++seen;
    if (truthLevel == 0 && std::isnan(observation.truth))
        return;
    ++labelled;
    earliest = std::min(earliest, observation.timeMs);
    latest = std::max(latest, observation.timeMs);
    if (truthLevel == 0) {
        numbers.add({&observation.truth, 1}, {&observation.estimate, 1});
        return;
    }
    ++classes.pairs[{truthLevel, estimateLevel}];
    const QList<double> &p = observation.probabilities;
    const qsizetype truth = target.levels.indexOf(observation.truthLevel);
    const qsizetype levels = target.levels.size();
    const bool usable = p.size() == levels || (p.size() == 1 && levels == 2);
    if (truth < 0 || levels < 2 || !usable || std::ranges::any_of(p, [](double v) { return std::isnan(v); }))
        return;
    const auto probability = [&](qsizetype level) {
        if (levels > 2)
            return p[level];
        return level == 0 ? p[0] : 1 - p[0];
    };
    constexpr double smallest = std::numeric_limits<double>::epsilon();
    ++classes.scored;
    classes.logLoss -= std::log(std::clamp(probability(truth), smallest, 1 - smallest));
    for (qsizetype level = 0; level < levels; ++level) {
        const double gap = (level == truth ? 1 : 0) - probability(level);
        classes.brier += gap * gap / 2;
    }
    if (levels != 2)
        return;
    classes.events.resize(ClassSums::bins);
    classes.others.resize(ClassSums::bins);
    const auto bin = static_cast<std::size_t>(
        std::clamp(static_cast<int>(p[0] * ClassSums::bins), 0, ClassSums::bins - 1));
    ++(truth == 0 ? classes.events : classes.others)[bin];
}

void Rollup::merge(const Rollup &other)
{
    earliest = std::min(earliest, other.earliest);
    latest = std::max(latest, other.latest);
    seen += other.seen;
    labelled += other.labelled;
    numbers.merge(other.numbers);
    classes.merge(other.classes);
}

QByteArray Rollup::numbersBlob() const
{
    if (numbers.n == 0)
        return {};
    QByteArray bytes;
    putDouble(bytes, double(numbers.n));
    visitMoments(numbers, [&](double value) { putDouble(bytes, value); });
    return bytes;
}

void Rollup::setNumbers(const QByteArray &blob)
{
    if (blob.isEmpty())
        return;
    BlobReader reader(blob);
    numbers.n = static_cast<qint64>(reader.real());
    numbers.rows = labelled;
    visitMoments(numbers, [&](double &value) { value = reader.real(); });
    numbers.boundedRelativeErrors = std::numeric_limits<double>::quiet_NaN(); // is not kept
}

QByteArray Rollup::classesBlob() const
{
    if (classes.isEmpty())
        return {};
    QByteArray bytes;
    putNumber(bytes, qint64(classes.pairs.size()));
    for (const auto &[pair, count] : classes.pairs) {
        putNumber(bytes, pair.first);
        putNumber(bytes, pair.second);
        putNumber(bytes, count);
    }
    putNumber(bytes, classes.scored);
    if (classes.scored == 0)
        return bytes;
    putDouble(bytes, classes.logLoss);
    putDouble(bytes, classes.brier);
    putBins(bytes, classes);
    return bytes;
}

void Rollup::setClasses(const QByteArray &blob)
{
    if (blob.isEmpty())
        return;
    BlobReader reader(blob);
    for (qint64 left = reader.number(); left > 0; --left) {
        const qint64 truth = reader.number();
        const qint64 estimate = reader.number();
        classes.pairs[{truth, estimate}] = reader.number();
    }
    classes.scored = reader.number();
    if (classes.scored == 0)
        return;
    classes.logLoss = reader.real();
    classes.brier = reader.real();
    readBins(reader, classes);
}

bool rollupHas(const QString &metric, const Target &target)
{
    if (!target.classification) {
        const auto part = momentsPart(metric);
        return part && (*part & ~keptParts) == 0;
    }
    return isClassMetric(metric) || metric == u"mn_log_loss" || metric == u"brier_class" ||
           (isBinned(metric) && target.levels.size() == 2);
}

RollupValue rollupValue(const QString &metric, const Rollup &rollup, const Target &target,
                        const QHash<qint64, QString> &levels, const MetricOptions &options)
{
    if (!target.classification)
        return exactly(numericMetric(metric, rollup.numbers, options));
    const auto count = static_cast<int>(target.levels.size());
    if (metric == u"mn_log_loss")
        return meanOf(rollup.classes.logLoss, rollup.classes.scored, count);
    if (metric == u"brier_class") {
        const double share = count > 2 && options.convention == Convention::Sklearn ? 2 : 1;
        return meanOf(rollup.classes.brier * share, rollup.classes.scored, count);
    }
    if (isBinned(metric))
        return areaOfBins(rollup.classes);
    return exactly(classMetric(metric, confusionOf(rollup.classes, target, levels), options));
}

} // namespace vitrine::monitor
