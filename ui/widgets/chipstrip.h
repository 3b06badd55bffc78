// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/widgets/chip.h"

#include <QList>
#include <QWidget>

namespace vitrine::ui {

// Chips in one row, as many as there is room for; the others are counted in a last one whose tooltip names
// them. The first ones are kept longest; all stand at the end of the strip.
class ChipStrip final : public QWidget
{
    Q_OBJECT
public:
    struct Entry {
        QString text; // whole: what is too long for a chip is cut and given by its tooltip
        ChipLook look = ChipLook::Neutral;
        QString name; // object name of the chip
        bool operator==(const Entry &) const = default;
    };

    explicit ChipStrip(QWidget *parent = nullptr);

    void setEntries(const QList<Entry> &entries);
    const QList<Entry> &entries() const { return m_entries; }

    QSize sizeHint() const override;
    QSize minimumSizeHint() const override;

protected:
    void resizeEvent(QResizeEvent *event) override;
    void changeEvent(QEvent *event) override;

private:
    void rebuild();
    void arrange();
    QList<Entry> m_entries;
    QList<Chip *> m_chips;
    Chip *m_more;
};

} // namespace vitrine::ui
