// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/registry/library.h"
#include "ui/compare/comparisonreader.h"
#include "ui/services/latest.h"
#include "ui/services/services.h"
#include "ui/widgets/message.h"

#include <QStringList>
#include <QWidget>

#include <optional>

class QAction;
class QCheckBox;
class QMenu;
class QPushButton;

namespace vitrine::ui {

class CompareModel;
class CompareTable;
class ElidedLabel;
class FaceStack;

// Two or more versions side by side, of one model or of several.
class ComparePage final : public QWidget
{
    Q_OBJECT
public:
    explicit ComparePage(Services &services, QWidget *parent = nullptr);

    void setLibrary(const registry::Library &library);
    // "model@v1.2.0", the baseline first. Those that are there already keep their reading.
    void compare(const QStringList &names);
    QStringList names() const { return m_names; }
    void refresh(); // the library changed

    void addVersions(); // asks which
    void swap();        // the other way round
    void removeColumn(int column);
    void moveColumn(int from, int to);
    void copyAll();
    void copyDifferences();
    void copySelection();

signals:
    void namesChanged(); // other versions, or another order
    void versionActivated(const QString &model, const QString &version);
    void readingStarted(const QString &title, const QFuture<void> &future); // may be over in a moment
    void message(const vitrine::ui::Message &message);

private:
    void buildActions();
    QWidget *buildTop();
    void connectTable();
    void read();
    void apply(const Result<ComparisonReading> &reading);
    void showSummary();
    void showFace();
    void updateActions();
    void copy(const QString &markdown);
    void showColumnMenu(int column, const QPoint &globalPosition);

    Services &m_services;
    std::optional<registry::Library> m_library;
    QStringList m_names;
    ComparedVersions m_read;
    Latest<ComparisonReading> m_load;
    CompareModel *m_model;
    CompareTable *m_table;
    FaceStack *m_faces;
    ElidedLabel *m_summary;
    QCheckBox *m_onlyDifferences;
    QPushButton *m_copyButton;
    QAction *m_add;
    QAction *m_swap;
    QAction *m_copyAll;
    QAction *m_copyDifferences;
    QAction *m_copySelection;
};

} // namespace vitrine::ui
