// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QFrame>
#include <QToolButton>

class QVBoxLayout;

namespace vitrine::ui {

class BusyMark;
class Jobs;

// How many jobs run; a click lists them with progress and cancel. Hidden while nothing runs.
class JobsButton final : public QToolButton
{
    Q_OBJECT
public:
    explicit JobsButton(Jobs &jobs, QWidget *parent = nullptr);

private:
    void update();
    void rebuild();
    void showProgress();
    void openList();
    Jobs &m_jobs;
    BusyMark *m_mark;
    QFrame *m_list;
    QVBoxLayout *m_column;
};

} // namespace vitrine::ui
