// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QAbstractButton>
#include <QList>
#include <QSet>

namespace vitrine::ui {

// One version in a legend: its line and marker, its name, its observations. Checked means shown.
class LegendItem final : public QAbstractButton
{
    Q_OBJECT
public:
    LegendItem(const QString &version, int look, const QString &note, QWidget *parent = nullptr);
    QString version() const { return m_version; }
    QSize sizeHint() const override;
    void setHighlighted(bool highlighted);
    bool isHighlighted() const { return m_highlighted; }

signals:
    void isolateRequested();
    void hoverChanged(bool over);
    void reached(bool reached); // by keyboard

protected:
    void paintEvent(QPaintEvent *event) override;
    void mouseReleaseEvent(QMouseEvent *event) override;
    void keyPressEvent(QKeyEvent *event) override;
    void enterEvent(QEnterEvent *event) override;
    void leaveEvent(QEvent *event) override;
    void focusInEvent(QFocusEvent *event) override;
    void focusOutEvent(QFocusEvent *event) override;
    void changeEvent(QEvent *event) override;

private:
    QString m_version;
    QString m_note;
    int m_look;
    bool m_highlighted = false;
};

// The versions as chips: QtCharts' own legend knows neither dash nor marker. Click or Space hides and shows,
// Alt+click or Alt+Return shows one alone (again: all). The one that the pointer is at, or that the keyboard
// came to, asks to be highlighted.
class Legend final : public QWidget
{
    Q_OBJECT
public:
    struct Entry {
        QString version;
        int look = 0;
        QString note; // muted, after the name: "n 1,461"
        bool operator==(const Entry &) const = default;
    };

    explicit Legend(QWidget *parent = nullptr);
    void setEntries(const QList<Entry> &entries);
    const QList<Entry> &entries() const { return m_entries; }
    void setHidden(const QSet<QString> &versions);
    QSet<QString> hidden() const { return m_hidden; }
    void isolate(const QString &version);
    void setHighlighted(const QString &version); // the one that stands out in the charts; empty: none

signals:
    void hiddenChanged(const QSet<QString> &versions);
    void highlighted(const QString &version); // empty: none any more

private:
    void apply(const QSet<QString> &hidden);
    void ask();
    QList<Entry> m_entries;
    QList<LegendItem *> m_items;
    QSet<QString> m_hidden;
    QString m_hovered;
    QString m_reached; // by keyboard
};

} // namespace vitrine::ui
