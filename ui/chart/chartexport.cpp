// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/chart/chartexport.h"

#include "ui/chart/chartstack.h"
#include "ui/chart/charttable.h"

#include <QBuffer>
#include <QCoreApplication>
#include <QDateTime>
#include <QFileInfo>
#include <QImage>
#include <QLocale>
#include <QPageSize>
#include <QPainter>
#include <QPdfWriter>
#include <QSaveFile>
#include <QSvgGenerator>

#include <cmath>

using namespace Qt::StringLiterals;

namespace vitrine::ui {

namespace {

struct Wording {
    Q_DECLARE_TR_FUNCTIONS(ChartExport)
};

constexpr int pngScale = 2;
constexpr int screenDpi = 96;

} // namespace

QString csvField(const QString &text)
{
    if (!text.contains(u',') && !text.contains(u'"') && !text.contains(u'\n') && !text.contains(u'\r'))
        return text;
    QString quoted = text;
    return u'"' + quoted.replace(u'"', u"\"\""_s) + u'"';
}

QString isoTime(qint64 time, const QTimeZone &zone)
{
    return QDateTime::fromMSecsSinceEpoch(time, zone)
        .toOffsetFromUtc(QDateTime::fromMSecsSinceEpoch(time, zone).offsetFromUtc())
        .toString(Qt::ISODate);
}

Result<> writeFile(const QString &path, const QByteArray &content)
{
    QSaveFile file(path);
    if (!file.open(QIODevice::WriteOnly) || file.write(content) != content.size() || !file.commit())
        return Error{Error::Code::Io,
                     Wording::tr("%1 could not be written: %2. Choose another place.")
                         .arg(QFileInfo(path).fileName(), file.errorString()),
                     path};
    return {};
}

Result<> exportPng(ChartStack &charts, const QString &path)
{
    QImage image(charts.pictureSize() * pngScale, QImage::Format_RGB32);
    image.setDevicePixelRatio(pngScale);
    QPainter painter(&image);
    charts.paintPicture(&painter);
    painter.end();
    QByteArray bytes;
    QBuffer buffer(&bytes);
    buffer.open(QIODevice::WriteOnly);
    if (!image.save(&buffer, "PNG"))
        return Error{Error::Code::Internal, Wording::tr("The charts could not be painted as PNG."), {}};
    return writeFile(path, bytes);
}

Result<> exportSvg(ChartStack &charts, const QString &path)
{
    QByteArray bytes;
    QBuffer buffer(&bytes);
    buffer.open(QIODevice::WriteOnly);
    QSvgGenerator svg;
    svg.setOutputDevice(&buffer);
    svg.setSize(charts.pictureSize());
    svg.setViewBox(QRect(QPoint(), charts.pictureSize()));
    svg.setResolution(screenDpi);
    svg.setTitle(charts.title());
    QPainter painter(&svg);
    charts.paintPicture(&painter);
    painter.end();
    return writeFile(path, bytes);
}

Result<> exportPdf(ChartStack &charts, const QString &path)
{
    QByteArray bytes;
    QBuffer buffer(&bytes);
    buffer.open(QIODevice::WriteOnly);
    QPdfWriter pdf(&buffer);
    pdf.setResolution(screenDpi);
    pdf.setPageSize(QPageSize(QSizeF(charts.pictureSize()) * 72.0 / screenDpi, QPageSize::Point, {},
                              QPageSize::ExactMatch));
    pdf.setPageMargins({});
    pdf.setTitle(charts.title());
    QPainter painter(&pdf);
    charts.paintPicture(&painter);
    painter.end();
    return writeFile(path, bytes);
}

QByteArray chartCsv(const ChartStack &charts)
{
    QString out = u"start,end,model,version,metric,n,value,why,estimated\r\n"_s;
    const QTimeZone &zone = charts.axis()->zone();
    const auto rows = chartRows(charts.metrics(), charts.hidden(), charts.axis()->window());
    for (const ChartTable::Row &row : rows) {
        for (qsizetype m = 0; m < row.values.size(); ++m) {
            const double value = row.values[m];
            if (std::isnan(value) && row.reasons[m].isEmpty())
                continue;
            const QStringList fields{isoTime(row.start, zone),
                                     isoTime(row.end, zone),
                                     csvField(charts.title()),
                                     csvField(row.version),
                                     csvField(charts.metrics()[m].info.name),
                                     row.n > 0 ? QString::number(row.n) : QString(),
                                     std::isnan(value)
                                         ? QString()
                                         : QLocale::c().toString(value, 'g', QLocale::FloatingPointShortest),
                                     csvField(row.reasons[m]),
                                     row.estimated ? u"yes"_s : QString()};
            out += fields.join(u',') + u"\r\n"_s;
        }
    }
    return out.toUtf8();
}

Result<> exportCsv(const ChartStack &charts, const QString &path)
{
    return writeFile(path, chartCsv(charts));
}

Result<> exportCharts(ChartStack &charts, const QString &path)
{
    const QString suffix = QFileInfo(path).suffix().toLower();
    if (suffix == u"png"_s)
        return exportPng(charts, path);
    if (suffix == u"svg"_s)
        return exportSvg(charts, path);
    if (suffix == u"pdf"_s)
        return exportPdf(charts, path);
    if (suffix == u"csv"_s)
        return exportCsv(charts, path);
    return Error{
        Error::Code::InvalidArgument,
        Wording::tr("%1: charts are written as .png, .svg, .pdf or .csv. Choose one of these endings.")
            .arg(QFileInfo(path).fileName()),
        {}};
}

} // namespace vitrine::ui
