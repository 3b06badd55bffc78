// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/monitor/reportcontent.h"

#include "ui/chart/chartpaint.h"
#include "ui/chart/chartstack.h"
#include "ui/chart/charttable.h"
#include "ui/chart/dateticks.h"
#include "ui/chart/matrixgrid.h"
#include "ui/chart/matrixtable.h"
#include "ui/chart/xyplot.h"
#include "ui/chart/xytable.h"
#include "ui/widgets/wording.h"

#include <QCoreApplication>
#include <QPainter>

using namespace Qt::StringLiterals;

namespace vitrine::ui {

namespace {

struct Wording {
    Q_DECLARE_TR_FUNCTIONS(MonitorReport)
};

constexpr QSize plotSize(760, 420);

QString isoText(const QDateTime &time, const QTimeZone &zone)
{
    return time.toTimeZone(zone).toString(u"yyyy-MM-dd HH:mm"_s);
}

ReportSection chartSection(ChartStack &charts)
{
    ChartTable table;
    table.show(charts.metrics(), charts.hidden(), charts.axis()->window(), charts.axis()->zone());
    return {Wording::tr("Metrics over time"),
            {},
            inlineSvg(charts.pictureSize(), [&charts](QPainter *painter) { charts.paintPicture(painter); }),
            tableOf(table)};
}

ReportSection matrixSection(MatrixGrid &grid, const QTimeZone &zone)
{
    MatrixTable table;
    table.show(grid.matrix(), zone);
    return {
        Wording::tr("Every version in every period: %1").arg(grid.matrix().info.title),
        Wording::tr(
            "The stronger the colour, the better. Framed: the best of the period. With a bar: was in use."),
        inlineSvg(grid.pictureSize(), [&grid](QPainter *painter) { grid.paintPicture(painter); }),
        tableOf(table)};
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
    plot.resize(plotSize);
    plot.setPicture(picture);
    XyTable table;
    table.show({picture});
    return {picture.title, picture.note,
            inlineSvg(plotSize, [&plot](QPainter *painter) { plot.paint(painter); }), tableOf(table)};
}

} // namespace

Report monitorReport(const MonitorView &view, ChartStack &charts, MatrixGrid &matrix,
                     const QList<XyPicture> &diagnostics, const QString &library, const QDateTime &now)
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
        {Wording::tr("Stage"), view.stage.isEmpty() ? u"–"_s : view.stage},
        {Wording::tr("Written"), isoText(now, zone) + u' ' + zoneName(zone)}};
    report.sections << chartSection(charts);
    if (!view.occurrences.isEmpty())
        report.sections << eventSection(view, zone);
    if (!matrix.matrix().isEmpty())
        report.sections << matrixSection(matrix, zone);
    for (const XyPicture &picture : diagnostics)
        report.sections << plotSection(picture);
    return report;
}

} // namespace vitrine::ui
