// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/clock.h"
#include "core/registry/model.h"

#include <QWidget>

class QFormLayout;
class QPushButton;

namespace vitrine::ui {

class ElidedLabel;
class TextLabel;

// What is known of the selected model, beside the table.
class ModelPreview final : public QWidget
{
    Q_OBJECT
public:
    explicit ModelPreview(const Clock &clock, QWidget *parent = nullptr);

    void setModel(const registry::Model &model);
    void clear();

signals:
    void openRequested(const QString &model);
    void serveRequested(const QString &model, const QString &stage);
    void monitorRequested(const QString &model);

private:
    void addFact(const QString &label, const QString &value, const QString &tip = {});
    void addChips(const registry::Model &model);

    const Clock &m_clock;
    registry::Model m_model;
    QWidget *m_content;
    TextLabel *m_none;
    ElidedLabel *m_name;
    TextLabel *m_title;
    TextLabel *m_description;
    QWidget *m_chips;
    QFormLayout *m_facts;
    QPushButton *m_open;
    QPushButton *m_serve;
    QPushButton *m_monitor;
};

} // namespace vitrine::ui
