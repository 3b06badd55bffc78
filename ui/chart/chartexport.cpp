// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/chart/chartexport.h"

#include "ui/chart/chartstack.h"
#include "ui/chart/charttable.h"
#include "ui/theme/tokens.h"
#include "ui/widgets/itemroles.h"

#include <QAbstractItemModel>
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
#include <QWidget>

#include <cmath>
#include <limits>

using namespace Qt::StringLiterals;

namespace vitrine::ui {

namespace {

struct Wording {
    Q_DECLARE_TR_FUNCTIONS(ChartExport)
};

constexpr int pngScale = 2;
constexpr int screenDpi = 96;
constexpr size_t csvPiece = 50'000; // rows that are in memory at once

Error notWritten(const QString &path, const QString &why)
{
    return {Error::Code::Io,
            Wording::tr("%1 could not be written: %2. Choose another place.")
                .arg(QFileInfo(path).fileName(), why),
            path};
}

QImage paintedImage(const ExportedPicture &picture)
{
    QImage image(picture.size * pngScale, QImage::Format_RGB32);
    image.setDevicePixelRatio(pngScale);
    QPainter painter(&image);
    picture.paint(&painter);
    return image;
}

void paintSvg(const ExportedPicture &picture, QIODevice *device)
{
    QSvgGenerator svg;
    svg.setOutputDevice(device);
    svg.setSize(picture.size);
    svg.setViewBox(QRect(QPoint(), picture.size));
    svg.setResolution(screenDpi);
    svg.setTitle(picture.title);
    QPainter painter(&svg);
    picture.paint(&painter);
}

void paintPdf(const ExportedPicture &picture, QIODevice *device)
{
    QPdfWriter pdf(device);
    pdf.setResolution(screenDpi);
    pdf.setPageSize(
        QPageSize(QSizeF(picture.size) * 72.0 / screenDpi, QPageSize::Point, {}, QPageSize::ExactMatch));
    pdf.setPageMargins({});
    pdf.setTitle(picture.title);
    QPainter painter(&pdf);
    picture.paint(&painter);
}

QByteArray csvLines(const ChartContent &content, TimeSpan window)
{
    QString out;
    for (const ChartTable::Row &row : chartRows(content.metrics, content.hidden, window)) {
        for (qsizetype m = 0; m < row.values.size(); ++m) {
            const double value = row.values[m];
            if (std::isnan(value) && row.reasons[m].isEmpty())
                continue;
            const QStringList fields{isoTime(row.start, content.zone),
                                     isoTime(row.end, content.zone),
                                     csvField(content.title),
                                     csvField(row.version),
                                     csvField(content.metrics[m].info.name),
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
        return notWritten(path, file.errorString());
    return {};
}

ExportedPicture pictureOf(ChartStack &charts)
{
    return {charts.title(), charts.pictureSize(),
            [&charts](QPainter *painter) { charts.paintPicture(painter); }};
}

ExportedPicture pictureOf(QWidget &widget, const QString &title)
{
    const QSize margins(2 * Space::m, 2 * Space::m);
    return {title, widget.size() + margins, [&widget, margins](QPainter *painter) {
                painter->fillRect(QRect(QPoint(), widget.size() + margins), widget.palette().window());
                widget.render(painter, QPoint(Space::m, Space::m), {}, QWidget::DrawChildren);
            }};
}

Result<> exportPicture(const ExportedPicture &picture, const QString &path)
{
    const QString suffix = QFileInfo(path).suffix().toLower();
    QByteArray bytes;
    QBuffer buffer(&bytes);
    buffer.open(QIODevice::WriteOnly);
    if (suffix == u"png"_s) {
        if (!paintedImage(picture).save(&buffer, "PNG"))
            return Error{Error::Code::Internal, Wording::tr("The picture could not be painted as PNG."), {}};
    } else if (suffix == u"svg"_s) {
        paintSvg(picture, &buffer);
    } else if (suffix == u"pdf"_s) {
        paintPdf(picture, &buffer);
    } else {
        return Error{
            Error::Code::InvalidArgument,
            Wording::tr("%1: what is shown is written as .png, .svg, .pdf, .csv or .html. Choose one "
                        "of these endings.")
                .arg(QFileInfo(path).fileName()),
            {}};
    }
    return writeFile(path, bytes);
}

ChartContent contentOf(const ChartStack &charts)
{
    return {charts.title(), charts.metrics(), charts.hidden(), charts.axis()->window(),
            charts.axis()->zone()};
}

Result<> exportCsv(const ChartContent &content, const QString &path, const Job &job)
{
    QSaveFile file(path);
    const auto failed = [&] { return notWritten(path, file.errorString()); };
    if (!file.open(QIODevice::WriteOnly) ||
        file.write("start,end,model,version,metric,n,value,why,estimated\r\n") < 0)
        return failed();
    constexpr double end = std::numeric_limits<double>::infinity();
    for (TimeSpan rest = content.window; rest.from <= rest.to;) {
        VT_CHECK(job.check());
        const TimeSpan piece = firstRows(content.metrics, content.hidden, rest, csvPiece);
        if (file.write(csvLines(content, piece)) < 0)
            return failed();
        rest.from = std::nextafter(piece.to, end);
    }
    if (!file.commit())
        return failed();
    return {};
}

QByteArray tableCsv(const QAbstractItemModel &table)
{
    QString out;
    QStringList fields;
    const auto add = [&] {
        out += fields.join(u',') + u"\r\n"_s;
        fields.clear();
    };
    for (int column = 0; column < table.columnCount(); ++column)
        fields << csvField(table.headerData(column, Qt::Horizontal, Qt::DisplayRole).toString());
    add();
    for (int row = 0; row < table.rowCount(); ++row) {
        for (int column = 0; column < table.columnCount(); ++column) {
            const QModelIndex cell = table.index(row, column);
            const QString text = cell.data(Qt::DisplayRole).toString();
            const QVariant value = cell.data(SortRole);
            bool isNumber = false; // not a time, or a level that is sorted by its place
            if (value.typeId() == QMetaType::Double)
                QLocale().toDouble(text, &isNumber);
            if (isNumber)
                fields << QLocale::c().toString(value.toDouble(), 'g', QLocale::FloatingPointShortest);
            else
                fields << csvField(text == u"–" ? QString() : text);
        }
        add();
    }
    return out.toUtf8();
}

} // namespace vitrine::ui
