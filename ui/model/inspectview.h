// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/model/fileinspection.h"
#include "ui/services/latest.h"
#include "ui/services/services.h"
#include "ui/widgets/message.h"

#include <QWidget>

#include <optional>

class QPushButton;
class QSplitter;

namespace vitrine::ui {

class Document;
class FaceStack;
class SearchField;
class StructureModel;
class Table;
class TextLabel;
class VersionChoice;

// What is inside a version's model file, read without executing it; whether loading it runs code, and whether
// the user trusts that. Nothing is read before somebody looks.
class InspectView final : public QWidget
{
    Q_OBJECT
public:
    explicit InspectView(Services &services, QWidget *parent = nullptr);

    void begin(const registry::Library &library, const QString &model);
    void setVersions(const QList<registry::Version> &versions);
    void showVersion(const QString &version);
    void focusSearch();
    void saveState(const QString &key) const;
    void restoreState(const QString &key);

signals:
    void copied(const QString &text);
    void message(const vitrine::ui::Message &message);
    void written(); // a decision, into the note of the version
    void readingStarted(const QString &title, const QFuture<void> &future);

protected:
    void showEvent(QShowEvent *event) override;

private:
    QWidget *buildBar();
    QWidget *buildBody();
    void load();
    void apply(const Result<FileInspection> &read);
    void search(const QString &text);
    void showCount();
    void askForTrust();
    void revoke();

    Services &m_services;
    std::optional<registry::Library> m_library;
    QString m_model;
    QString m_loaded; // the version that is shown
    bool m_stale = true;
    std::optional<FileInspection> m_read;
    Latest<FileInspection> m_load;
    VersionChoice *m_version;
    SearchField *m_search;
    TextLabel *m_count;
    StructureModel *m_structure;
    Table *m_table;
    Document *m_facts;
    QSplitter *m_splitter;
    QPushButton *m_trust;
    QPushButton *m_revoke;
    FaceStack *m_listFaces;
    FaceStack *m_faces;
};

} // namespace vitrine::ui
