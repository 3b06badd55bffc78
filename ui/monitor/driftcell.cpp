// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/monitor/driftcell.h"

#include "ui/widgets/wording.h"

#include <QCoreApplication>

#include <algorithm>
#include <cmath>
#include <map>

using namespace Qt::StringLiterals;

namespace vitrine::ui {

namespace {

struct Wording {
    Q_DECLARE_TR_FUNCTIONS(DriftCell)
};

constexpr int bins = 30;
constexpr qsizetype mostLevels = 12; // that can be told apart in a plot
constexpr int greyLook = 6;
constexpr qsizetype tabledLevels = 5;

QString percentText(double share)
{
    return std::isnan(share) ? u"–"_s : Wording::tr("%1 %").arg(shortNumber(share * 100));
}

// The smallest value that has at least `share` of the rows up to it; NaN when there are none.
double quantileOf(const monitor::NumericDistribution &of, double share)
{
    double before = 0;
    for (size_t i = 0; i < of.values.size(); ++i) {
        before += of.counts[i];
        if (before >= share * of.n)
            return of.values[i];
    }
    return of.empty() ? std::nan("") : of.values.back();
}

double shareOf(const monitor::CategoryDistribution &of, const QString &level)
{
    const auto found = std::find(of.levels.begin(), of.levels.end(), level);
    if (of.n <= 0)
        return std::nan("");
    return found == of.levels.end() ? 0 : of.counts[size_t(found - of.levels.begin())] / of.n;
}

void addNumbers(const monitor::NumericDistribution &numbers, double from, double width, XyLayer *layer)
{
    std::vector<double> shares(bins + 1, 0);
    for (size_t i = 0; i < numbers.values.size(); ++i) {
        const auto bin = std::clamp<qint64>(qint64((numbers.values[i] - from) / width), 0, bins - 1);
        shares[size_t(bin)] += numbers.counts[i] / numbers.n;
    }
    for (int i = 0; i <= bins; ++i)
        layer->points.emplace_back(from + i * width, shares[size_t(i)]);
}

void setNumbers(const monitor::ColumnProfile &reference, const monitor::ColumnProfile &current,
                XyPicture *picture)
{
    const auto low = [](const monitor::NumericDistribution &of, double other) {
        return of.empty() ? other : std::min(other, of.values.front());
    };
    const auto high = [](const monitor::NumericDistribution &of, double other) {
        return of.empty() ? other : std::max(other, of.values.back());
    };
    constexpr double infinity = std::numeric_limits<double>::infinity();
    const double from = low(reference.numbers, low(current.numbers, infinity));
    const double to = high(reference.numbers, high(current.numbers, -infinity));
    if (!(from <= to))
        return;
    const double width = to > from ? (to - from) / bins : 1;
    addNumbers(reference.numbers, from, width, &picture->layers[0]);
    addNumbers(current.numbers, from, width, &picture->layers[1]);
}

void setLevels(const monitor::ColumnProfile &reference, const monitor::ColumnProfile &current,
               XyPicture *picture)
{
    std::map<QString, std::pair<double, double>> shares;
    for (size_t i = 0; i < reference.levels.levels.size(); ++i)
        shares[reference.levels.levels[i]].first = reference.levels.counts[i] / reference.levels.n;
    for (size_t i = 0; i < current.levels.levels.size(); ++i)
        shares[current.levels.levels[i]].second = current.levels.counts[i] / current.levels.n;
    std::vector<std::pair<QString, std::pair<double, double>>> sorted(shares.begin(), shares.end());
    std::stable_sort(sorted.begin(), sorted.end(), [](const auto &a, const auto &b) {
        return std::max(a.second.first, a.second.second) > std::max(b.second.first, b.second.second);
    });
    if (qsizetype(sorted.size()) > mostLevels)
        picture->note +=
            Wording::tr(" · the %1 most frequent of %2 levels").arg(mostLevels).arg(sorted.size());
    sorted.resize(std::min(sorted.size(), size_t(mostLevels)));
    for (size_t i = 0; i < sorted.size(); ++i) {
        picture->x.names << sorted[i].first;
        // Two bars side by side; the points between them have no height.
        const double at = double(i);
        picture->layers[0].points.insert(picture->layers[0].points.end(),
                                         {{at + 0.1, sorted[i].second.first}, {at + 0.5, 0}});
        picture->layers[1].points.insert(picture->layers[1].points.end(),
                                         {{at + 0.5, sorted[i].second.second}, {at + 0.9, 0}});
    }
}

} // namespace

XyPicture distributionPicture(const monitor::ColumnProfile &reference, const monitor::ColumnProfile &current)
{
    XyPicture picture;
    picture.title = reference.name;
    picture.note = Wording::tr("grey: reference · orange: this period");
    picture.x.title = Wording::tr("value");
    picture.y.title = Wording::tr("share");
    picture.y.lower = 0;
    picture.empty = Wording::tr("There is no value in this period.");
    for (const auto &[name, look] :
         {std::pair(Wording::tr("reference"), greyLook), std::pair(Wording::tr("this period"), 1)}) {
        XyLayer layer;
        layer.kind = XyLayer::Kind::Steps;
        layer.name = name;
        layer.look = look;
        picture.layers.push_back(std::move(layer));
    }
    if (reference.kind == monitor::ColumnKind::Number)
        setNumbers(reference, current, &picture);
    else
        setLevels(reference, current, &picture);
    return picture;
}

DriftCell driftCell(const monitor::ColumnProfile &reference, const monitor::ColumnProfile &current)
{
    DriftCell cell;
    cell.picture = distributionPicture(reference, current);
    cell.quantiles = reference.kind == monitor::ColumnKind::Number;
    if (cell.quantiles) {
        for (const double share : {0.05, 0.25, 0.5, 0.75, 0.95}) {
            cell.names << Wording::tr("%1 %").arg(std::lround(share * 100));
            cell.values << std::pair(shortNumber(quantileOf(reference.numbers, share)),
                                     shortNumber(quantileOf(current.numbers, share)));
        }
        return cell;
    }
    cell.names = cell.picture.x.names.first(std::min<qsizetype>(tabledLevels, cell.picture.x.names.size()));
    for (const QString &level : std::as_const(cell.names))
        cell.values << std::pair(percentText(shareOf(reference.levels, level)),
                                 percentText(shareOf(current.levels, level)));
    return cell;
}

namespace {

// What one column holds within a stretch of time.
struct Gathered {
    qint64 start = 0;
    qint64 end = 0;
    std::vector<double> values = {};
    std::vector<QString> levels = {};

    void add(const monitor::Chunk &chunk)
    {
        const monitor::Column &times = chunk.columns[0];
        const monitor::Column &cells = chunk.columns[1];
        for (size_t row = 0; row < chunk.rows; ++row) {
            if (times.times[row] < start || times.times[row] >= end)
                continue;
            if (cells.type == monitor::ColumnType::Number)
                values.push_back(cells.numbers[row]);
            else if (cells.type == monitor::ColumnType::Text)
                levels.push_back(cells.codes[row] < 0
                                     ? QString()
                                     : QString::fromStdString(cells.texts[size_t(cells.codes[row])]));
        }
    }
    monitor::ColumnProfile profile(const QString &column, monitor::ColumnKind kind)
    {
        return kind == monitor::ColumnKind::Number
                   ? monitor::ColumnProfile::ofNumbers(column, std::move(values))
                   : monitor::ColumnProfile::ofLevels(column, levels);
    }
};

} // namespace

Result<DriftCell> readDistributions(const DriftAnswer &answer, const QString &column, qint64 start,
                                    qint64 end, const Job &job)
{
    const auto reference =
        std::find_if(answer.reference.columns.begin(), answer.reference.columns.end(),
                     [&](const monitor::ColumnProfile &each) { return each.name == column; });
    if (reference == answer.reference.columns.end())
        return Error{Error::Code::NotFound, Wording::tr("The reference has no column %1.").arg(column), {}};
    Gathered now{start, end};
    Gathered earlier; // empty unless each period has a reference of its own
    for (const monitor::DriftPeriod &period : answer.series.periods) {
        if (period.start.toMSecsSinceEpoch() == start && period.referenceStart.isValid())
            earlier = {period.referenceStart.toMSecsSinceEpoch(), period.referenceEnd.toMSecsSinceEpoch()};
    }
    VT_TRY(monitor::DatasetReader reader, answer.data->read({answer.time, column}, job));
    monitor::Chunk chunk;
    while (true) {
        VT_TRY(const bool more, reader.next(chunk));
        if (!more)
            break;
        now.add(chunk);
        earlier.add(chunk);
    }
    const bool ofItsOwn = answer.question.comparesPeriods();
    return driftCell(ofItsOwn ? earlier.profile(column, reference->kind) : *reference,
                     now.profile(column, reference->kind));
}

} // namespace vitrine::ui
