// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/registry/library.h"
#include "core/serving/trust/trust.h"
#include "ui/services/services.h"
#include "ui/widgets/writingdialog.h"

class QCheckBox;
class QLineEdit;

namespace vitrine::ui {

// Whether the code in a version's file may run from now on, and why. What is dangerous in it is named, and
// has to be acknowledged.
class TrustDialog final : public WritingDialog
{
    Q_OBJECT
public:
    TrustDialog(Services &services, const registry::Library &library, const serving::TrustQuestion &question,
                QWidget *parent = nullptr);

private:
    bool isReady() const override;
    void build();
    void trust();

    registry::Library m_library;
    serving::TrustQuestion m_question;
    QCheckBox *m_seen;
    QLineEdit *m_reason;
};

} // namespace vitrine::ui
