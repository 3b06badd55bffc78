// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/monitor/diagnosispictures.h"

#include "core/monitor/metric/curve.h"
#include "ui/monitor/featurepicture.h"
#include "ui/widgets/wording.h"

#include <QCoreApplication>
#include <QLocale>

#include <cmath>

using namespace Qt::StringLiterals;

namespace vitrine::ui {

namespace {

struct Wording {
    Q_DECLARE_TR_FUNCTIONS(DiagnosisPictures)
};

constexpr int histogramBins = 40;

using monitor::Diagnosis;
using Kind = XyLayer::Kind;

QString counted(qint64 n)
{
    return Wording::tr("n %1").arg(QLocale().toString(n));
}

QString unitOf(const QList<DiagnosedVersion> &versions)
{
    const QString unit = versions.isEmpty() ? QString() : versions.first().diagnosis.target.unit;
    return unit.isEmpty() ? QString() : u" (%1)"_s.arg(unit);
}

XyLayer layerOf(const DiagnosedVersion &version, Kind kind)
{
    XyLayer layer;
    layer.kind = kind;
    layer.name = version.diagnosis.version;
    layer.look = version.look;
    return layer;
}

XyPicture predictedAgainstActual(const QList<DiagnosedVersion> &versions)
{
    XyPicture picture;
    picture.title = Wording::tr("Predicted against actual");
    picture.note = Wording::tr("on the line: exact");
    picture.x.title = Wording::tr("actual") + unitOf(versions);
    picture.y.title = Wording::tr("predicted") + unitOf(versions);
    picture.reference = XyPicture::Reference::Diagonal;
    picture.sameScale = picture.square = true;
    for (const DiagnosedVersion &version : versions) {
        XyLayer layer = layerOf(version, Kind::Points);
        for (size_t i = 0; i < version.diagnosis.truth.size(); ++i)
            layer.points.emplace_back(version.diagnosis.truth[i], version.diagnosis.estimate[i]);
        picture.layers.push_back(std::move(layer));
    }
    return picture;
}

XyPicture residualsOverTime(const QList<DiagnosedVersion> &versions,
                            const QList<std::optional<monitor::Residuals>> &residuals)
{
    XyPicture picture;
    picture.title = Wording::tr("Residuals over time");
    picture.note = Wording::tr("predicted − actual; above the line: too high");
    picture.x.title = Wording::tr("time (UTC)");
    picture.x.isTime = true;
    picture.y.title = Wording::tr("residual") + unitOf(versions);
    picture.reference = XyPicture::Reference::Zero;
    for (qsizetype v = 0; v < versions.size(); ++v) {
        XyLayer layer = layerOf(versions[v], Kind::Points);
        for (size_t i = 0; residuals[v] && i < residuals[v]->values.size(); ++i)
            layer.points.emplace_back(double(versions[v].diagnosis.timesMs[i]), residuals[v]->values[i]);
        picture.layers.push_back(std::move(layer));
    }
    return picture;
}

XyPicture residualsByPrediction(const QList<DiagnosedVersion> &versions,
                                const QList<std::optional<monitor::Residuals>> &residuals)
{
    XyPicture picture;
    picture.title = Wording::tr("Residuals by prediction");
    picture.note = Wording::tr("a pattern: something is missing in the model");
    picture.x.title = Wording::tr("predicted") + unitOf(versions);
    picture.y.title = Wording::tr("residual") + unitOf(versions);
    picture.reference = XyPicture::Reference::Zero;
    for (qsizetype v = 0; v < versions.size(); ++v) {
        XyLayer layer = layerOf(versions[v], Kind::Points);
        for (size_t i = 0; residuals[v] && i < residuals[v]->values.size(); ++i)
            layer.points.emplace_back(versions[v].diagnosis.estimate[i], residuals[v]->values[i]);
        picture.layers.push_back(std::move(layer));
    }
    return picture;
}

XyPicture residualDistribution(const QList<DiagnosedVersion> &versions,
                               const QList<std::optional<monitor::Residuals>> &residuals)
{
    XyPicture picture;
    picture.title = Wording::tr("Distribution of residuals");
    picture.x.title = Wording::tr("residual") + unitOf(versions);
    picture.y.title = Wording::tr("observations");
    picture.y.lower = 0;
    for (qsizetype v = 0; v < versions.size(); ++v) {
        if (!residuals[v])
            continue;
        const monitor::Histogram histogram = monitor::histogramOf(residuals[v]->values, histogramBins);
        XyLayer layer = layerOf(versions[v], Kind::Steps);
        for (size_t i = 0; i <= histogram.counts.size(); ++i) {
            const double count = i < histogram.counts.size() ? double(histogram.counts[i]) : 0;
            layer.points.emplace_back(histogram.from + double(i) * histogram.width, count);
        }
        layer.fact =
            Wording::tr("%1 ± %2").arg(shortNumber(residuals[v]->bias), shortNumber(residuals[v]->spread));
        picture.note = versions.size() > 1
                           ? Wording::tr("bias ± spread")
                           : Wording::tr("bias %1, spread %2")
                                 .arg(shortNumber(residuals[v]->bias), shortNumber(residuals[v]->spread));
        picture.layers.push_back(std::move(layer));
    }
    return picture;
}

XyAxis share(const QString &title)
{
    XyAxis axis;
    axis.title = title;
    axis.lower = 0;
    axis.upper = 1;
    return axis;
}

XyLayer curveLayer(const DiagnosedVersion &version, const QList<monitor::ChartPoint> &points)
{
    XyLayer layer = layerOf(version, Kind::Line);
    for (const monitor::ChartPoint &point : points) {
        layer.points.emplace_back(point.x, point.y);
        layer.notes.push_back(Wording::tr("threshold %1").arg(shortNumber(point.threshold)));
    }
    return layer;
}

QList<XyPicture> curves(const QList<DiagnosedVersion> &versions, double threshold)
{
    XyPicture roc;
    roc.title = Wording::tr("ROC");
    roc.x = share(Wording::tr("false positive rate"));
    roc.y = share(Wording::tr("true positive rate"));
    roc.reference = XyPicture::Reference::Diagonal;
    roc.square = true;
    XyPicture recall;
    recall.title = Wording::tr("Precision and recall");
    recall.x = share(Wording::tr("recall"));
    recall.y = share(Wording::tr("precision"));
    recall.square = true;
    XyPicture calibration;
    calibration.title = Wording::tr("Calibration");
    calibration.note = Wording::tr("bars: 95 % intervals");
    calibration.square = true;
    calibration.x = share(Wording::tr("predicted probability"));
    calibration.y = share(Wording::tr("came true"));
    calibration.reference = XyPicture::Reference::Diagonal;
    for (const DiagnosedVersion &version : versions) {
        const Diagnosis &of = version.diagnosis;
        const monitor::RankCurve curve(of.scores, of.isEvent);
        if (curve.hasBoth()) {
            roc.layers.push_back(curveLayer(version, monitor::rocChart(curve)));
            recall.layers.push_back(curveLayer(version, monitor::precisionRecallChart(curve)));
            roc.layers.back().fact = shortNumber(curve.rocArea());
            recall.layers.back().fact = shortNumber(curve.averagePrecision());
            const bool several = versions.size() > 1;
            roc.note = several ? Wording::tr("area") : Wording::tr("area %1").arg(roc.layers.back().fact);
            recall.note = several ? Wording::tr("average precision")
                                  : Wording::tr("average precision %1").arg(recall.layers.back().fact);
        }
        XyLayer bins = layerOf(version, Kind::Ranges);
        for (const monitor::CalibrationBin &bin : monitor::calibrationOf(of)) {
            bins.points.emplace_back(bin.predicted, bin.observed);
            bins.low.push_back(bin.lower);
            bins.high.push_back(bin.upper);
            bins.notes.push_back(counted(bin.n));
        }
        calibration.layers.push_back(std::move(bins));
    }
    if (!versions.isEmpty() && !versions.first().diagnosis.scores.empty()) {
        const OperatingPoint point =
            operatingPoint(monitor::confusionAt(versions.first().diagnosis, threshold));
        roc.marked = {point.falsePositives, point.recall};
        recall.marked = {std::isnan(point.precision) ? point.precision : point.recall, point.precision};
    }
    return {roc, recall, calibration};
}

} // namespace

OperatingPoint operatingPoint(const monitor::ConfusionMatrix &matrix)
{
    const double events = matrix.truthTotal(0);
    const double others = matrix.truthTotal(1);
    const double found = matrix.estimateTotal(0);
    const auto ratio = [](double part, double whole) {
        return whole > 0 ? part / whole : std::numeric_limits<double>::quiet_NaN();
    };
    return {ratio(matrix.at(0, 1), others), ratio(matrix.at(0, 0), events), ratio(matrix.at(0, 0), found)};
}

QList<XyPicture> diagnosisPictures(const QList<DiagnosedVersion> &versions, double threshold)
{
    if (versions.isEmpty())
        return {};
    QList<XyPicture> pictures;
    QString nothing; // and what to do about it
    if (versions.first().diagnosis.target.classification) {
        pictures = curves(versions, threshold);
        nothing = Wording::tr(
            "No probabilities were recorded, or only one class came true. Choose a longer time, or "
            "record probabilities with the predictions.");
    } else {
        QList<std::optional<monitor::Residuals>> residuals;
        for (const DiagnosedVersion &version : versions)
            residuals << monitor::residualsOf(version.diagnosis);
        pictures = {predictedAgainstActual(versions), residualsOverTime(versions, residuals),
                    residualDistribution(versions, residuals), residualsByPrediction(versions, residuals)};
        nothing =
            Wording::tr("Nothing was observed in this time. Choose another version, or all of the time.");
    }
    for (XyPicture &picture : pictures) {
        picture.empty = nothing;
        picture.legend = true;
    }
    if (XyPicture byFeature = featurePicture(versions); !byFeature.title.isEmpty()) {
        byFeature.empty = Wording::tr("No observation of this time has a known %1.").arg(byFeature.x.title);
        pictures.last() = std::move(byFeature);
    }
    return pictures;
}

} // namespace vitrine::ui
