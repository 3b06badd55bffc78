// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/monitor/monitorview.h"
#include "ui/services/latest.h"
#include "ui/services/services.h"
#include "ui/widgets/message.h"

#include <QWidget>

#include <optional>

class QAction;
class QComboBox;
class QToolButton;

namespace vitrine::ui {

class ChartStack;
class FaceStack;
class TextLabel;

// How every version of a model performed over time, with what happened to the model on the same axis.
class MonitorPage final : public QWidget
{
    Q_OBJECT
public:
    explicit MonitorPage(Services &services, QWidget *parent = nullptr);

    void setLibrary(const registry::Library &library);
    void showModel(const QString &model);
    void refresh();
    QString model() const;
    ChartStack *charts() const { return m_charts; }

signals:
    void message(const vitrine::ui::Message &message);
    void versionActivated(const QString &model, const QString &version);

private:
    void build();
    QWidget *buildToolbar();
    QToolButton *rangeButton(const QString &name, const QString &text, std::optional<int> days);
    void loadModels(const QString &wanted);
    void showModels(const Result<QStringList> &models, const QString &wanted);
    void load();
    void show(const Result<MonitorView> &view);
    void showRange(std::optional<int> days);
    void showSinceDeployment();
    void exportAs(const QString &suffix);

    Services &m_services;
    std::optional<registry::Library> m_library;
    MonitorView m_view;
    Latest<QStringList> m_loadModels;
    Latest<MonitorView> m_load;
    QComboBox *m_model;
    QComboBox *m_period;
    QComboBox *m_metric;
    QAction *m_table;
    TextLabel *m_provenance;
    ChartStack *m_charts;
    FaceStack *m_faces;
};

} // namespace vitrine::ui
