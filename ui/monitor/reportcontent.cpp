// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/monitor/reportcontent.h"

#include "ui/chart/chartpaint.h"
#include "ui/chart/chartstack.h"
#include "ui/chart/charttable.h"
#include "ui/chart/dateticks.h"
#include "ui/chart/gridlegend.h"
#include "ui/chart/matrixgrid.h"
#include "ui/chart/matrixtable.h"
#include "ui/chart/xyplot.h"
#include "ui/chart/xytable.h"
#include "ui/monitor/driftgrid.h"
#include "ui/monitor/drifttable.h"
#include "ui/monitor/driftview.h"
#include "ui/monitor/modelage.h"
#include "ui/theme/palette.h"
#include "ui/widgets/wording.h"

#include <QCoreApplication>
#include <QPainter>

#include <cmath>

using namespace Qt::StringLiterals;

namespace vitrine::ui {

namespace {

struct Wording {
    Q_DECLARE_TR_FUNCTIONS(MonitorReport)
};

constexpr QSize plotSize(900, 400);
constexpr int pageWidth = 1180; // pixels of a grid

QString isoText(const QDateTime &time, const QTimeZone &zone)
{
    return time.toTimeZone(zone).toString(u"yyyy-MM-dd HH:mm"_s);
}

// Paper is light, whatever the window is.
class OnPaper final
{
public:
    explicit OnPaper(QWidget &widget) : m_widget(widget), m_palette(widget.palette())
    {
        widget.setPalette(paletteOf(lightTokens()));
    }
    ~OnPaper() { m_widget.setPalette(m_followed ? m_palette : QPalette()); }
    Q_DISABLE_COPY_MOVE(OnPaper)

private:
    QWidget &m_widget;
    QPalette m_palette;
    bool m_followed = m_widget.testAttribute(Qt::WA_SetPalette);
};

ReportSection chartSection(ChartStack &charts)
{
    const OnPaper light(charts);
    ChartTable table;
    table.show(charts.metrics(), charts.hidden(), charts.axis()->window(), charts.axis()->zone());
    return {Wording::tr("Metrics over time"),
            {},
            inlineSvg(charts.pictureSize(), [&charts](QPainter *painter) { charts.paintPicture(painter); }),
            tableOf(table)};
}

// A grid below what its colours and marks mean, as wide as a page.
QByteArray gridSvg(CellGrid &grid, const GridLegend::Content &content)
{
    GridLegend legend(u"reportLegend"_s);
    legend.setPalette(grid.palette());
    legend.setContent(content);
    const QSize size = grid.pictureSize();
    const int top = legend.heightForWidth(size.width()) + Space::m;
    return inlineSvg(size + QSize(0, top), [&](QPainter *painter) {
        painter->fillRect(QRect(QPoint(), size + QSize(0, top)), lightTokens().surface);
        legend.paint(painter, size.width());
        painter->translate(0, top);
        grid.paintPicture(painter);
    });
}

template<typename Grid, typename Matrix>
void onPage(Grid &page, const Matrix &matrix, const QTimeZone &zone)
{
    page.setPalette(paletteOf(lightTokens()));
    page.setMatrix(matrix, zone);
    page.viewport()->resize(pageWidth, page.heightOf(page.rowCount()));
}

ReportSection matrixSection(const MatrixGrid &grid, const QTimeZone &zone)
{
    MatrixGrid page;
    onPage(page, grid.matrix(), zone);
    page.setInsteadShown(grid.row() >= 0);
    if (grid.row() >= 0)
        page.choose(grid.row(), grid.column());
    MatrixTable table;
    table.show(grid.matrix(), zone);
    return {Wording::tr("Every version in every period: %1").arg(grid.matrix().info.title),
            Wording::tr("What each version did, or would have done, on the same observations."),
            gridSvg(page, page.legend()), tableOf(table)};
}

ReportSection driftSection(const DriftView &drift, const QTimeZone &zone)
{
    DriftGrid page;
    onPage(page, drift.grid()->matrix(), zone);
    DriftTable table;
    table.show(page.matrix(), zone);
    return {Wording::tr("Drift of the data"),
            Wording::tr("How much each column differs, what changed most on top. %1")
                .arg(drift.comparedText())
                .trimmed(),
            gridSvg(page, page.legend()), tableOf(table)};
}

// What a reader in a hurry wants to know: of each metric the latest period, who delivered it, and who would
// have done best.
ReportSection summarySection(const MonitorView &view, const QTimeZone &zone)
{
    ReportSection section;
    section.title = Wording::tr("In short");
    section.table.headers = {Wording::tr("Metric"),
                             Wording::tr("Latest period"),
                             view.stage.isEmpty() ? Wording::tr("In use")
                                                  : Wording::tr("In %1").arg(view.stage),
                             Wording::tr("Value"),
                             Wording::tr("Best version then"),
                             Wording::tr("Its value")};
    for (const PlotMetric &metric : view.metrics) {
        const VersionMatrix matrix = versionMatrix(metric, view.stage, view.bands);
        for (int at = int(matrix.periods.size()) - 1; at >= 0; --at) {
            const VersionMatrix::Period &period = matrix.periods[at];
            if (std::isnan(matrix.delivered(at)))
                continue;
            const QString unit = matrix.unit.isEmpty() ? QString() : QChar::Nbsp + matrix.unit;
            section.table.rows << QStringList{metric.info.title,
                                              periodText(period.start, period.end, zone),
                                              matrix.versions[period.inStage].name,
                                              shortNumber(matrix.delivered(at)) + unit,
                                              matrix.versions[period.best].name,
                                              shortNumber(matrix.at(period.best, at).value) + unit};
            break;
        }
    }
    return section;
}

ReportSection eventSection(const MonitorView &view, const QTimeZone &zone)
{
    ReportSection section;
    section.title = Wording::tr("What happened");
    section.table.headers = {Wording::tr("When (%1)").arg(zoneName(zone)), Wording::tr("What"),
                             Wording::tr("Why")};
    for (const monitor::Occurrence &occurrence : view.occurrences)
        section.table.rows << QStringList{isoText(occurrence.time, zone), occurrenceText(occurrence),
                                          occurrence.text};
    return section;
}

ReportSection plotSection(const XyPicture &picture)
{
    XyPlot plot(u"reportPlot"_s);
    plot.setPalette(paletteOf(lightTokens()));
    plot.resize(plotSize);
    plot.setPicture(picture);
    XyTable table;
    table.show({picture});
    return {picture.title, picture.note,
            inlineSvg(plotSize, [&plot](QPainter *painter) { plot.paint(painter); }), tableOf(table)};
}

// "v2.2.0, for 8 months (since 2015-04-02 00:00)"
QString inUse(const MonitorView &view, const QDateTime &now, const QTimeZone &zone)
{
    if (view.bands.isEmpty() || !std::isinf(view.bands.last().end))
        return u"–"_s;
    const QDateTime since = QDateTime::fromMSecsSinceEpoch(qint64(view.bands.last().begin), Qt::UTC);
    return Wording::tr("%1, for %2 (since %3)")
        .arg(view.bands.last().version, durationText(since, now), isoText(since, zone));
}

} // namespace

Report monitorReport(const MonitorView &view, ChartStack &charts, const MatrixGrid &matrix,
                     const DriftView &drift, const QList<XyPicture> &others, const QString &library,
                     const QDateTime &now)
{
    const QTimeZone zone = charts.axis()->zone();
    Report report;
    report.title = view.model;
    report.subtitle = Wording::tr("How its versions performed over time");
    const TimeSpan window = charts.axis()->window();
    QStringList versions;
    for (const Legend::Entry &entry : charts.legend()->entries()) {
        if (!charts.hidden().contains(entry.version))
            versions << u"%1 (%2)"_s.arg(entry.version, entry.note);
    }
    report.facts = {
        {Wording::tr("Library"), library},
        {Wording::tr("Time shown"),
         Wording::tr("%1 to %2, %3")
             .arg(isoText(QDateTime::fromMSecsSinceEpoch(qint64(window.from)), zone),
                  isoText(QDateTime::fromMSecsSinceEpoch(qint64(window.to)), zone), zoneName(zone))},
        {Wording::tr("Versions"), versions.join(u", "_s)},
        {view.stage.isEmpty() ? Wording::tr("Stage") : Wording::tr("In %1").arg(view.stage),
         inUse(view, now, zone)},
        {Wording::tr("Written"), isoText(now, zone) + u' ' + zoneName(zone)}};
    if (const ReportSection summary = summarySection(view, zone); !summary.table.rows.isEmpty())
        report.sections << summary;
    report.sections << chartSection(charts);
    if (!view.occurrences.isEmpty())
        report.sections << eventSection(view, zone);
    if (!matrix.matrix().isEmpty())
        report.sections << matrixSection(matrix, zone);
    if (!drift.grid()->matrix().isEmpty())
        report.sections << driftSection(drift, zone);
    for (XyPicture picture : drift.pictures()) {
        picture.title = Wording::tr("Drift: %1").arg(picture.title);
        report.sections << plotSection(picture);
    }
    for (const XyPicture &picture : others)
        report.sections << plotSection(picture);
    return report;
}

} // namespace vitrine::ui
