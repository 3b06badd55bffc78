// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/error.h"

#include <QList>
#include <QStackedWidget>
#include <QTimer>

class QAction;

namespace vitrine::ui {

class Placard;

// The four faces of every list: loading, empty (says what to do next), failed (says why, with Retry) and
// filled.
class FaceStack final : public QStackedWidget
{
    Q_OBJECT
public:
    enum class Face { Loading, Empty, Failed, Filled };

    // Takes `content` over. `name` begins the object names of what is inside: "libraryRetry".
    FaceStack(QWidget *content, const QString &name, QWidget *parent = nullptr);

    // What the empty face says; the actions become its buttons, the first one the main one.
    void setEmptyText(const QString &icon, const QString &title, const QString &text,
                      const QList<QAction *> &actions = {});

    // What is filled stays in view for a moment, so that a quick answer does not flicker.
    void showLoading(const QString &text);
    void showEmpty();
    void showFailed(const Error &error);
    void showFilled();
    Face face() const;
    // What the failed face says; empty while another one is shown.
    QString failure() const;

signals:
    void retryRequested();

private:
    QWidget *m_content;
    Placard *m_loading;
    Placard *m_empty;
    Placard *m_failed;
    QTimer m_patience;
};

} // namespace vitrine::ui
