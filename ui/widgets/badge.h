// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QColor>
#include <QMetaType>
#include <QString>
#include <QWidget>

namespace vitrine::ui {

struct Tokens;

// What a colour means; never shown by colour alone.
enum class Tone { Neutral, Good, Bad, Warn, Info, Muted };
QColor toneColour(Tone tone, const QPalette &palette);
QColor toneColour(Tone tone, const Tokens &t);

// For cells that show several.
struct BadgeText {
    QString word;
    Tone tone = Tone::Neutral;
    bool operator==(const BadgeText &) const = default;
};

void paintBadge(QPainter *painter, const QRect &rect, const QString &word, Tone tone,
                const QPalette &palette);
QSize badgeSize(const QString &word, const QFont &font);

// A dot and a word: "healthy", "retraining due".
class Badge final : public QWidget
{
    Q_OBJECT
public:
    explicit Badge(const QString &word = {}, Tone tone = Tone::Neutral, QWidget *parent = nullptr);
    void setState(const QString &word, Tone tone);
    QString word() const { return m_word; }
    QSize sizeHint() const override;

protected:
    void paintEvent(QPaintEvent *event) override;

private:
    QString m_word;
    Tone m_tone;
};

} // namespace vitrine::ui

Q_DECLARE_METATYPE(vitrine::ui::BadgeText)
