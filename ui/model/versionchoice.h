// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/registry/version.h"

#include <QWidget>

class QComboBox;

namespace vitrine::ui {

// Which version of the model a part of its page shows: "As of v2.2.0 – production".
class VersionChoice final : public QWidget
{
    Q_OBJECT
public:
    // `name`: the object name of the box; `accessibleName`: what it chooses.
    VersionChoice(const QString &name, const QString &accessibleName, QWidget *parent = nullptr);

    void clear();
    // Withdrawn ones are left out; what is chosen stays chosen, else it is the first. Silent.
    void setVersions(const QList<registry::Version> &versions);
    void choose(const QString &version); // nothing happens when it is not offered
    QString version() const;             // empty: there is none
    QComboBox *box() const { return m_box; }

signals:
    void chosen();

private:
    QComboBox *m_box;
};

} // namespace vitrine::ui
