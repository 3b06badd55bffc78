// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/registry/library.h"
#include "ui/model/recentmetrics.h"
#include "ui/services/latest.h"
#include "ui/services/services.h"

#include <QDialog>

#include <optional>

class QComboBox;
class QLineEdit;
class QPushButton;
class QStackedWidget;

namespace vitrine::ui {

class FaceStack;
class FollowPanel;
class FollowWatch;
class FormField;
class RollbackFacts;
class TextLabel;

// What assigning a version to a stage will change, a reason, one button. It writes one stage tag; when
// servers follow the stage it then shows how they do, and is accepted when it is closed.
class RollbackDialog final : public QDialog
{
    Q_OBJECT
public:
    struct Choice {
        QString stage;
        QString version;
        QString why; // it is offered; empty: somebody chose it
    };
    // What is known of the model, so that nothing is read twice. `versions`: newest first.
    struct Known {
        QString model;
        QString mainMetric;
        QList<registry::Version> versions;
        QList<registry::StageInterval> intervals;
        QStringList stages;
    };
    RollbackDialog(Services &services, const registry::Library &library, const Known &known,
                   const Choice &choice, QWidget *parent = nullptr);
    ~RollbackDialog() override;

    registry::StageChange change() const { return m_change; }
    // Servers that have not followed yet: whoever closes the dialog may go on watching.
    bool isFollowing() const;

    void reject() override;

signals:
    void written(); // change() says what

private:
    void build();
    QWidget *buildChoice();
    QWidget *buildButtons();
    void ask();
    void askRecent(const registry::RollbackPreview &preview);
    void apply(const Result<registry::RollbackPreview> &preview);
    void showTitle(const registry::RollbackPreview &preview);
    void showReason();
    void updateButton();
    void assign();
    void assigned(const Result<registry::StageChange> &change);
    void showFollowers();

    Services &m_services;
    registry::Library m_library;
    Known m_known;
    Choice m_choice;
    Latest<registry::RollbackPreview> m_ask;
    Latest<RecentMetric> m_askRecent;
    std::optional<registry::RollbackPreview> m_preview;
    registry::StageChange m_change;
    FollowWatch *m_watch = nullptr;
    bool m_writing = false;

    TextLabel *m_title;
    TextLabel *m_way;
    TextLabel *m_why;
    QWidget *m_choiceRow;
    QComboBox *m_stage;
    QComboBox *m_version;
    RollbackFacts *m_facts;
    FaceStack *m_faces;
    FollowPanel *m_follow;
    QStackedWidget *m_middle; // facts before, followers after
    FormField *m_reasonField;
    QLineEdit *m_reason;
    FormField *m_confirmField;
    QLineEdit *m_confirm;
    TextLabel *m_problem;
    QPushButton *m_cancel;
    QPushButton *m_go;
};

} // namespace vitrine::ui
