// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QWidget>

class QAction;
class QVBoxLayout;

namespace vitrine::ui {

class TextLabel;

// What is shown while no library is open: what this is, how to begin, what was open before.
class StartPage final : public QWidget
{
    Q_OBJECT
public:
    // The first action is the main one.
    explicit StartPage(const QList<QAction *> &actions, QWidget *parent = nullptr);

    void setRecent(const QStringList &paths);
    void setProblem(const QString &problem);
    // While a library is being opened or made.
    void setBusy(const QString &text);

signals:
    void recentActivated(const QString &path);

protected:
    void changeEvent(QEvent *event) override;

private:
    TextLabel *m_problem;
    TextLabel *m_busy;
    TextLabel *m_recentTitle;
    QVBoxLayout *m_recent;
    QStringList m_paths; // of the recent libraries
};

} // namespace vitrine::ui
