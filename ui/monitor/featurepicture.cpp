// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/monitor/featurepicture.h"

#include <QCoreApplication>
#include <QHash>
#include <QLocale>

#include <algorithm>
#include <map>

using namespace Qt::StringLiterals;

namespace vitrine::ui {

namespace {

struct Wording {
    Q_DECLARE_TR_FUNCTIONS(FeaturePicture)
};

using monitor::FeatureResiduals;

constexpr int greyLook = 6;
constexpr qsizetype mostLevels = 12; // that can be told apart in a plot
constexpr double aside = 0.12;       // between the marks of two versions
constexpr double spread = 0.3;       // of the points of a level, to either side
constexpr int steps = 17;            // of the spread

// The most frequent levels of all versions, each with its place.
QStringList levelsOf(const QList<DiagnosedVersion> &versions, qsizetype *all)
{
    std::map<QString, qint64> counts;
    for (const DiagnosedVersion &version : versions) {
        if (!version.residuals)
            continue;
        for (const double value : version.residuals->values) {
            if (!version.residuals->levels.isEmpty())
                ++counts[version.residuals->levels[qsizetype(value)]];
        }
    }
    QStringList levels;
    for (const auto &[level, count] : counts)
        levels << level;
    std::stable_sort(levels.begin(), levels.end(),
                     [&counts](const QString &a, const QString &b) { return counts.at(a) > counts.at(b); });
    *all = levels.size();
    levels.resize(std::min(levels.size(), mostLevels));
    return levels;
}

// Where a value lies on the axis; nothing for a level that is not shown.
std::optional<double> placeOf(const FeatureResiduals &of, const QStringList &levels, double value)
{
    if (of.levels.isEmpty())
        return value;
    const qsizetype at = levels.indexOf(of.levels[qsizetype(value)]);
    return at < 0 ? std::nullopt : std::optional(double(at) + 0.5);
}

XyLayer rowsOf(const DiagnosedVersion &version, const QStringList &levels)
{
    const FeatureResiduals &of = *version.residuals;
    XyLayer layer;
    layer.kind = XyLayer::Kind::Points;
    layer.name = version.diagnosis.version;
    layer.look = greyLook;
    for (size_t row = 0; row < of.values.size(); ++row) {
        const auto at = placeOf(of, levels, of.values[row]);
        if (!at)
            continue;
        // Points of a level lie side by side, always in the same way.
        const double beside =
            of.levels.isEmpty() ? 0 : (double(row * 7 % steps) / (steps - 1) - 0.5) * 2 * spread;
        layer.points.emplace_back(*at + beside, of.residuals[row]);
    }
    return layer;
}

XyLayer meansOf(const DiagnosedVersion &version, const QStringList &levels, double shift)
{
    const FeatureResiduals &of = *version.residuals;
    XyLayer layer;
    layer.kind = XyLayer::Kind::Ranges;
    layer.name = version.diagnosis.version;
    layer.look = version.look;
    layer.joined = of.levels.isEmpty();
    for (const monitor::ResidualBin &bin : monitor::binned(of)) {
        const auto at = placeOf(of, levels, bin.at);
        if (!at)
            continue;
        layer.points.emplace_back(of.levels.isEmpty() ? *at : *at + shift, bin.mean);
        layer.low.push_back(bin.low);
        layer.high.push_back(bin.high);
        layer.notes.push_back(Wording::tr("mean of n %1").arg(QLocale().toString(bin.n)));
    }
    return layer;
}

} // namespace

XyPicture featurePicture(const QList<DiagnosedVersion> &versions)
{
    XyPicture picture;
    const auto first = std::find_if(versions.begin(), versions.end(),
                                    [](const DiagnosedVersion &version) { return version.residuals; });
    if (first == versions.end())
        return picture;
    const QString feature = first->residuals->feature;
    const monitor::Target &target = first->diagnosis.target;
    qsizetype all = 0;
    const QStringList levels = levelsOf(versions, &all);
    picture.title = Wording::tr("Residuals by %1").arg(feature);
    picture.note = Wording::tr("marks: means, with 95 % intervals");
    picture.legend = true;
    if (all > levels.size())
        picture.note += Wording::tr(" · the %1 most frequent of %2 levels").arg(levels.size()).arg(all);
    picture.x.title = feature;
    picture.x.names = levels;
    picture.y.title =
        target.classification
            ? Wording::tr("probability of %1 − came true").arg(first->diagnosis.event)
            : Wording::tr("residual") + (target.unit.isEmpty() ? QString() : u" (%1)"_s.arg(target.unit));
    picture.reference = XyPicture::Reference::Zero;
    for (qsizetype v = 0; v < versions.size(); ++v) {
        if (!versions[v].residuals)
            continue;
        if (versions.size() == 1)
            picture.layers.push_back(rowsOf(versions[v], levels));
        const double shift = (double(v) - double(versions.size() - 1) / 2) * aside;
        picture.layers.push_back(meansOf(versions[v], levels, shift));
    }
    return picture;
}

} // namespace vitrine::ui
