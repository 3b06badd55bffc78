// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/registry/library.h"
#include "ui/services/latest.h"
#include "ui/services/services.h"

#include <QDialog>

#include <optional>

class QComboBox;
class QGridLayout;
class QLineEdit;
class QPushButton;

namespace vitrine::ui {

class FaceStack;
class FormField;
class TextLabel;

// What assigning a version to a stage will change, a reason, one button. It writes one stage tag and is then
// accepted; change() says what was written.
class RollbackDialog final : public QDialog
{
    Q_OBJECT
public:
    struct Choice {
        QString stage;
        QString version;
    };
    // `versions`: newest first; `stages`: the ones that exist.
    RollbackDialog(Services &services, const registry::Library &library, const QString &model,
                   const QList<registry::Version> &versions, const QStringList &stages, const Choice &choice,
                   QWidget *parent = nullptr);

    registry::StageChange change() const { return m_change; }

    void reject() override;

private:
    void build(const QStringList &stages, const Choice &choice);
    QWidget *buildChoice(const QStringList &stages, const Choice &choice);
    void ask();
    void apply(const Result<registry::RollbackPreview> &preview);
    void showFacts(const registry::RollbackPreview &preview);
    void addFact(const QString &label, const QString &text, const QString &verdict = {}, int better = 0);
    void addDeployments(const registry::RollbackPreview &preview);
    void clearFacts();
    void updateButton();
    void assign();

    Services &m_services;
    registry::Library m_library;
    QString m_model;
    QList<registry::Version> m_versions;
    Latest<registry::RollbackPreview> m_ask;
    std::optional<registry::RollbackPreview> m_preview;
    registry::StageChange m_change;
    bool m_writing = false;

    TextLabel *m_title;
    TextLabel *m_way;
    QComboBox *m_stage;
    QComboBox *m_version;
    QWidget *m_facts;
    QGridLayout *m_grid = nullptr;
    FaceStack *m_faces;
    FormField *m_reasonField;
    QLineEdit *m_reason;
    FormField *m_confirmField;
    QLineEdit *m_confirm;
    TextLabel *m_problem;
    QPushButton *m_go;
};

} // namespace vitrine::ui
