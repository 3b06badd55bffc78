// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QStringList>
#include <QWidget>

class QAction;

namespace vitrine::ui {

class TextLabel;

// What can be done with several selected models at once.
class SelectionPanel final : public QWidget
{
    Q_OBJECT
public:
    // `actions`: the main one first.
    explicit SelectionPanel(const QList<QAction *> &actions, QWidget *parent = nullptr);

    void setModels(const QStringList &names);

private:
    TextLabel *m_title;
    TextLabel *m_names;
};

} // namespace vitrine::ui
