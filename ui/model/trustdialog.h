// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/registry/library.h"
#include "core/serving/trust/trust.h"
#include "ui/services/services.h"

#include <QDialog>

class QCheckBox;
class QLineEdit;
class QPushButton;

namespace vitrine::ui {

class TextLabel;

// Whether the code in a version's file may run from now on, and why. What is dangerous in it is named, and
// has to be acknowledged.
class TrustDialog final : public QDialog
{
    Q_OBJECT
public:
    TrustDialog(Services &services, const registry::Library &library, const serving::TrustQuestion &question,
                QWidget *parent = nullptr);

    void reject() override; // not while it is being written

private:
    void build();
    void updateButton();
    void trust();
    void finish(const Result<serving::TrustStatement> &statement);

    Services &m_services;
    registry::Library m_library;
    serving::TrustQuestion m_question;
    bool m_writing = false;
    QCheckBox *m_seen;
    QLineEdit *m_reason;
    TextLabel *m_problem;
    QPushButton *m_cancel;
    QPushButton *m_go;
};

} // namespace vitrine::ui
