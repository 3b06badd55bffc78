// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/clock.h"
#include "core/lifecycle/insight.h"
#include "core/registry/model.h"
#include "ui/library/librarysearch.h"

#include <QWidget>

#include <optional>

class QFormLayout;
class QPushButton;
class QStandardItemModel;

namespace vitrine::ui {

class Badge;
class ElidedLabel;
class Sparkline;
class Table;
class TextLabel;

// What is known of the selected model, beside the table: how it does, where the search found it, its facts.
class ModelPreview final : public QWidget
{
    Q_OBJECT
public:
    explicit ModelPreview(const Clock &clock, QWidget *parent = nullptr);

    struct Content {
        registry::Model model;
        std::optional<lifecycle::Insight> insight; // nothing: not read yet
        QList<registry::SearchHit> hits;           // of the model and its versions, best first
        bool operator==(const Content &) const = default;
    };
    void setContent(const Content &content);
    void clear();

signals:
    void openRequested(const QString &model);
    void versionRequested(const QString &model, const QString &version);
    // Follows the stage in use, else serves the version.
    void serveRequested(const QString &model, const QString &version, const QString &stage);
    void monitorRequested(const QString &model);

private:
    QWidget *buildGlance();
    void buildFound();
    void addFact(const QString &label, const QString &value, const QString &tip = {});
    void showChips();
    void showGlance();
    void showFound();
    void showFacts();

    const Clock &m_clock;
    Content m_shown;
    QWidget *m_scroll;
    QWidget *m_content;
    TextLabel *m_none;
    ElidedLabel *m_name;
    TextLabel *m_title;
    TextLabel *m_description;
    QWidget *m_chips;
    QWidget *m_glance;
    TextLabel *m_metric;
    TextLabel *m_value;
    TextLabel *m_source;
    Sparkline *m_line;
    Badge *m_health;
    TextLabel *m_healthReason;
    Badge *m_retraining;
    TextLabel *m_retrainingReason;
    TextLabel *m_foundTitle;
    Table *m_found;
    QStandardItemModel *m_hits;
    QFormLayout *m_facts;
    QPushButton *m_open;
    QPushButton *m_serve;
    QPushButton *m_monitor;
};

} // namespace vitrine::ui
