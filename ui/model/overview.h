// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/registry/library.h"
#include "ui/services/latest.h"
#include "ui/services/services.h"

#include <QWidget>

#include <optional>

class QSplitter;

namespace vitrine::ui {

class Document;
class FaceStack;
class VersionChoice;

// The model card of a version, rendered, with its prototype and origin beside it.
class Overview final : public QWidget
{
    Q_OBJECT
public:
    explicit Overview(Services &services, QWidget *parent = nullptr);

    void begin(const registry::Library &library, const QString &model);
    void setVersions(const QList<registry::Version> &versions);
    void showVersion(const QString &version);
    void saveState(const QString &key) const;
    void restoreState(const QString &key);

signals:
    void copied(const QString &text);

private:
    void load();
    void apply(const Result<registry::VersionDetails> &details);

    Services &m_services;
    std::optional<registry::Library> m_library;
    QString m_model;
    Latest<registry::VersionDetails> m_load;
    VersionChoice *m_version;
    Document *m_card;
    Document *m_facts;
    QSplitter *m_splitter;
    FaceStack *m_cardFaces;
    FaceStack *m_faces;
};

} // namespace vitrine::ui
