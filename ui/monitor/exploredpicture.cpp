// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/monitor/exploredpicture.h"

#include "core/monitor/diagnosis.h"
#include "core/monitor/drift/columnprofile.h"
#include "core/monitor/drift/quantile.h"
#include "ui/widgets/wording.h"

#include <QCoreApplication>
#include <QDateTime>
#include <QLocale>

#include <algorithm>
#include <cmath>
#include <numeric>

using namespace Qt::StringLiterals;

namespace vitrine::ui {

namespace {

struct Wording {
    Q_DECLARE_TR_FUNCTIONS(ExploredPicture)
};

using Kind = ExploredColumn::Kind;

constexpr int bins = 40;
constexpr qsizetype mostLevels = 12; // that can be told apart in a plot
constexpr double spread = 0.3;       // of the points of a level, to either side
constexpr size_t steps = 17;         // of the spread

size_t rowsOf(const ExploredColumn &column)
{
    return std::max({column.numbers.size(), column.times.size(), column.codes.size()});
}

std::vector<double> knownValues(const ExploredColumn &column)
{
    std::vector<double> values;
    for (size_t row = 0; row < rowsOf(column); ++row) {
        if (const double value = column.at(row); std::isfinite(value))
            values.push_back(value);
    }
    return values;
}

// Levels by how often they come, the most frequent first.
struct Frequencies {
    std::vector<qint32> order;
    std::vector<qint64> counts; // by code
    qint64 known = 0;
};

Frequencies frequenciesOf(const ExploredColumn &column)
{
    Frequencies of;
    of.counts.assign(size_t(column.levels.size()), 0);
    for (const qint32 code : column.codes) {
        if (code < 0)
            continue;
        ++of.counts[size_t(code)];
        ++of.known;
    }
    of.order.resize(of.counts.size());
    std::iota(of.order.begin(), of.order.end(), 0);
    std::stable_sort(of.order.begin(), of.order.end(),
                     [&of](qint32 a, qint32 b) { return of.counts[size_t(a)] > of.counts[size_t(b)]; });
    return of;
}

// What a picture of some of the rows says so by.
void addSample(qsizetype rows, qint64 leftOut, QString *note)
{
    if (leftOut == 0)
        return;
    if (!note->isEmpty())
        *note += u" · "_s;
    *note += Wording::tr("%1 of %2 rows, evenly taken")
                 .arg(QLocale().toString(qint64(rows)), QLocale().toString(qint64(rows) + leftOut));
}

void limitLevels(const ExploredColumn &column, Frequencies *of, XyPicture *picture)
{
    if (qsizetype(of->order.size()) > mostLevels)
        picture->note = Wording::tr("the %1 most frequent of %2 levels")
                            .arg(mostLevels)
                            .arg(QLocale().toString(column.levels.size()));
    of->order.resize(std::min(of->order.size(), size_t(mostLevels)));
    for (const qint32 code : of->order)
        picture->x.names << column.levels[code];
}

XyAxis axisOf(const ExploredColumn &column)
{
    XyAxis axis;
    axis.isTime = column.kind == Kind::Time;
    axis.title = axis.isTime ? Wording::tr("%1 (UTC)").arg(column.name) : column.name;
    return axis;
}

QString counted(qsizetype n)
{
    return QLocale().toString(n);
}

QString valueText(const ExploredColumn &column, double value)
{
    if (column.kind == Kind::Time && std::isfinite(value))
        return QDateTime::fromMSecsSinceEpoch(qint64(value), Qt::UTC).toString(u"yyyy-MM-dd HH:mm"_s);
    return shortNumber(value);
}

} // namespace

XyPicture distributionOf(const ExploredColumn &column, int look)
{
    XyPicture picture;
    picture.title = Wording::tr("Distribution of %1").arg(column.name);
    picture.x = axisOf(column);
    picture.y.title = Wording::tr("rows");
    picture.y.lower = 0;
    picture.empty = Wording::tr("No row has a value of %1.").arg(column.name);
    XyLayer layer;
    layer.kind = XyLayer::Kind::Steps;
    layer.name = column.name;
    layer.look = look;
    if (column.kind == Kind::Text) {
        Frequencies of = frequenciesOf(column);
        limitLevels(column, &of, &picture);
        for (size_t i = 0; i < of.order.size(); ++i) {
            layer.points.emplace_back(double(i) + 0.1, double(of.counts[size_t(of.order[i])]));
            layer.points.emplace_back(double(i) + 0.9, 0);
            layer.notes.insert(layer.notes.end(), {column.levels[of.order[i]], QString()});
        }
    } else if (const std::vector<double> values = knownValues(column); !values.empty()) {
        const monitor::Histogram histogram = monitor::histogramOf(values, bins);
        for (size_t i = 0; i <= histogram.counts.size(); ++i) {
            const double count = i < histogram.counts.size() ? double(histogram.counts[i]) : 0;
            layer.points.emplace_back(histogram.from + double(i) * histogram.width, count);
        }
    }
    picture.layers.push_back(std::move(layer));
    addSample(qsizetype(rowsOf(column)), column.leftOut, &picture.note);
    return picture;
}

XyPicture scatterOf(const ExploredColumn &across, const ExploredColumn &up, int look)
{
    XyPicture picture;
    picture.title = Wording::tr("%1 by %2").arg(up.name, across.name);
    picture.x = axisOf(across);
    picture.y = axisOf(up);
    picture.empty = Wording::tr("No row has both %1 and %2.").arg(across.name, up.name);
    XyLayer layer;
    layer.name = up.name;
    layer.look = look;
    std::vector<double> places; // by code; NaN: not among those that are shown
    if (across.kind == Kind::Text) {
        Frequencies of = frequenciesOf(across);
        limitLevels(across, &of, &picture);
        places.assign(of.counts.size(), std::nan(""));
        for (size_t i = 0; i < of.order.size(); ++i)
            places[size_t(of.order[i])] = double(i) + 0.5;
    }
    for (size_t row = 0; row < rowsOf(up); ++row) {
        double x = across.at(row);
        if (across.kind == Kind::Text) {
            // Points of a level lie side by side, always in the same way.
            const double aside = (double(row * 7 % steps) / double(steps - 1) - 0.5) * 2 * spread;
            x = across.codes[row] < 0 ? x : places[size_t(across.codes[row])] + aside;
        }
        if (const double y = up.at(row); std::isfinite(x) && std::isfinite(y))
            layer.points.emplace_back(x, y);
    }
    picture.layers.push_back(std::move(layer));
    addSample(qsizetype(rowsOf(across)), across.leftOut, &picture.note);
    return picture;
}

QString factsOf(const ExploredColumn &column)
{
    const qsizetype rows = qsizetype(rowsOf(column));
    QStringList facts;
    const auto begin = [&](qsizetype known) {
        facts << Wording::tr("%1: %2 values").arg(column.name, counted(known));
        if (known < rows)
            facts << Wording::tr("%1 missing").arg(counted(rows - known));
        QString sample;
        addSample(rows, column.leftOut, &sample);
        if (!sample.isEmpty())
            facts << sample;
    };
    if (column.kind == Kind::Text) {
        const Frequencies of = frequenciesOf(column);
        begin(of.known);
        facts << Wording::tr("%n level(s)", nullptr, int(column.levels.size()));
        if (!of.order.empty())
            facts << Wording::tr("most often %1 (%2 %)")
                         .arg(column.levels[of.order.front()],
                              shortNumber(100.0 * double(of.counts[size_t(of.order.front())]) /
                                          double(of.known)));
        return facts.join(u" · "_s);
    }
    const auto of = monitor::NumericDistribution::fromValues(knownValues(column));
    begin(qsizetype(of.n));
    if (of.empty())
        return facts.join(u" · "_s);
    facts << Wording::tr("from %1 to %2")
                 .arg(valueText(column, of.values.front()), valueText(column, of.values.back()));
    if (column.kind == Kind::Number)
        facts << Wording::tr("quartiles %1, %2, %3")
                     .arg(shortNumber(monitor::quantile(of, 0.25)), shortNumber(monitor::quantile(of, 0.5)),
                          shortNumber(monitor::quantile(of, 0.75)))
              << Wording::tr("mean %1").arg(shortNumber(of.mean));
    return facts.join(u" · "_s);
}

} // namespace vitrine::ui
