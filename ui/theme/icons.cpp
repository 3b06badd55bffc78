// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/theme/icons.h"

#include "ui/theme/palette.h"
#include "ui/theme/tokens.h"

#include <QApplication>
#include <QFile>
#include <QIconEngine>
#include <QPainter>
#include <QPalette>
#include <QPixmapCache>
#include <QSvgRenderer>

#include <optional>

using namespace Qt::StringLiterals;

static void initIconResources()
{
    Q_INIT_RESOURCE(app);
}

namespace vitrine::ui {

namespace {

QByteArray drawing(const QString &name)
{
    static const bool initialised = (initIconResources(), true);
    Q_UNUSED(initialised)
    QFile file(u":/icons/%1.svg"_s.arg(name));
    if (!file.open(QIODevice::ReadOnly))
        qWarning("There is no icon named %s", qPrintable(name));
    return file.readAll();
}

class DrawingEngine final : public QIconEngine
{
public:
    DrawingEngine(const QString &name, std::optional<QColor> colour) : m_name(name), m_colour(colour) {}

    void paint(QPainter *painter, const QRect &rect, QIcon::Mode mode, QIcon::State) override
    {
        const int size = std::min(rect.width(), rect.height());
        const QRect square(rect.x() + (rect.width() - size) / 2, rect.y() + (rect.height() - size) / 2, size,
                           size);
        painter->drawPixmap(square,
                            iconPixmap(m_name, colourOf(mode), size, painter->device()->devicePixelRatioF()));
    }

    QPixmap pixmap(const QSize &size, QIcon::Mode mode, QIcon::State) override
    {
        return iconPixmap(m_name, colourOf(mode), std::min(size.width(), size.height()), 1);
    }

    QPixmap scaledPixmap(const QSize &size, QIcon::Mode mode, QIcon::State, qreal scale) override
    {
        const int edge = static_cast<int>(std::min(size.width(), size.height()) / scale);
        return iconPixmap(m_name, colourOf(mode), edge, scale);
    }

    QIconEngine *clone() const override { return new DrawingEngine(*this); }
    QString key() const override { return u"VitrineDrawing"_s; }

private:
    QColor colourOf(QIcon::Mode mode) const
    {
        const QPalette palette = QApplication::palette();
        if (mode == QIcon::Disabled)
            return palette.color(QPalette::Disabled, QPalette::ButtonText);
        return m_colour.value_or(palette.color(QPalette::Active, QPalette::ButtonText));
    }

    QString m_name;
    std::optional<QColor> m_colour;
};

} // namespace

QPixmap iconPixmap(const QString &name, const QColor &colour, int size, qreal devicePixelRatio)
{
    const QString key =
        u"vitrine/%1/%2/%3/%4"_s.arg(name, colour.name(QColor::HexArgb)).arg(size).arg(devicePixelRatio);
    QPixmap pixmap;
    if (QPixmapCache::find(key, &pixmap))
        return pixmap;
    QByteArray svg = drawing(name);
    svg.replace("currentColor", colour.name().toLatin1());
    QSvgRenderer renderer(svg);
    const int edge = std::max(1, static_cast<int>(size * devicePixelRatio));
    pixmap = QPixmap(edge, edge);
    pixmap.fill(Qt::transparent);
    QPainter painter(&pixmap);
    renderer.render(&painter, QRectF(0, 0, edge, edge));
    painter.end();
    pixmap.setDevicePixelRatio(devicePixelRatio);
    QPixmapCache::insert(key, pixmap);
    return pixmap;
}

QIcon icon(const QString &name)
{
    return QIcon(new DrawingEngine(name, {}));
}

QIcon icon(const QString &name, const QColor &colour)
{
    return QIcon(new DrawingEngine(name, colour));
}

} // namespace vitrine::ui
