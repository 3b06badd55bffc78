// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/lifecycle/alertbook.h"
#include "ui/services/latest.h"
#include "ui/services/services.h"

#include <QDialog>
#include <QTimer>

class QPushButton;
class QStandardItemModel;

namespace vitrine::ui {

class AlertsTable;
class FaceStack;
class Table;
class TextLabel;

// The alert rules of a model: where each stands and what became of it, judged when it opens and every half
// minute; rules are added, changed and removed, and alerts that fire are answered. Ctrl+Z takes the last
// change of the rules back.
class AlertsDialog final : public QDialog
{
    Q_OBJECT
public:
    AlertsDialog(Services &services, const registry::Library &library, const QString &model, QWidget *parent);

    // Begins with a form for a new rule, filled in so far, as soon as the rules were read.
    void startWith(const QJsonObject &rule);

signals:
    void changed(); // rules or states

protected:
    void keyPressEvent(QKeyEvent *event) override;

private:
    QWidget *makeContent();
    QPushButton *makeButton(const QString &name, const QString &text);
    void ask();
    void fill(const lifecycle::AlertBook &book);
    void showSelected();
    void showEvents();
    const lifecycle::AlertEntry *selected() const;
    void select(const QString &rule);
    void edit(const QJsonObject &rule, const QString &replaces);
    void remove();
    void undo();
    void answer(lifecycle::AlertAnswer answer, qint64 seconds = 0);
    void take(const lifecycle::AlertsChange &change, const QString &what);
    void showFailure(const Error &error);

    Services &m_services;
    registry::Library m_library;
    lifecycle::AlertBook m_book;
    std::optional<QJsonObject> m_start;
    std::optional<lifecycle::AlertsChange> m_last;
    AlertsTable *m_table;
    Table *m_rules;
    QStandardItemModel *m_eventModel;
    Table *m_events;
    TextLabel *m_facts;
    TextLabel *m_outcome;
    FaceStack *m_faces;
    QPushButton *m_new;
    QPushButton *m_edit;
    QPushButton *m_remove;
    QPushButton *m_acknowledge;
    QPushButton *m_snooze;
    QPushButton *m_reopen;
    QPushButton *m_undo;
    QTimer m_again;
    QString m_wanted; // rule to select
    Latest<lifecycle::AlertBook> m_reading;
};

} // namespace vitrine::ui
