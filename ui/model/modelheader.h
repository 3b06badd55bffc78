// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/registry/model.h"

#include <QWidget>

class QMenu;
class QPushButton;

namespace vitrine::ui {

class ChipStrip;
class ElidedLabel;

// The model's name, where its stages are, and what can be done with it.
class ModelHeader final : public QWidget
{
    Q_OBJECT
public:
    explicit ModelHeader(QWidget *parent = nullptr);

    void showName(const QString &model);
    void showModel(const registry::Model &model);
    // The version that "Serve this version" is about.
    void setSelectedVersion(const QString &version);
    void pulse(const QString &stage);

signals:
    void rollbackRequested();
    void compareRequested();
    void serveRequested(const QString &version, const QString &stage);
    void monitorRequested();

private:
    void rebuildServeMenu();
    void showChips(const registry::Model &model);
    registry::Model m_model;
    QString m_selected;
    ElidedLabel *m_name;
    ElidedLabel *m_line;
    ChipStrip *m_chips;
    QMenu *m_serveMenu;
    QPushButton *m_serve;
    QPushButton *m_monitor;
    QPushButton *m_compare;
    QPushButton *m_rollBack;
};

} // namespace vitrine::ui
