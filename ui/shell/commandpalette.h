// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/shell/palettemodel.h"

#include <QFrame>
#include <QPointer>

class QListView;

namespace vitrine::ui {

class SearchField;
class TextLabel;

// Finds models, versions, pages and commands by a few letters. Lies over its parent until something is
// chosen, Escape is pressed or the focus goes elsewhere.
class CommandPalette final : public QFrame
{
    Q_OBJECT
public:
    explicit CommandPalette(QWidget *parent);

    void setItems(const QList<PaletteItem> &items); // also while it is open: versions arrive later
    void open();

protected:
    bool eventFilter(QObject *watched, QEvent *event) override;
    void paintEvent(QPaintEvent *event) override;

private:
    void place();
    void leave();
    void move(int rows);
    void runCurrent();
    PaletteModel *m_model;
    SearchField *m_field;
    QListView *m_list;
    TextLabel *m_none;
    QPointer<QWidget> m_before; // had the focus
};

} // namespace vitrine::ui
