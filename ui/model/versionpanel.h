// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/registry/version.h"

#include <QWidget>

class QAction;
class QHBoxLayout;

namespace vitrine::ui {

class Document;
class FaceStack;
class TextLabel;

// Everything about the selected version, beside the table of versions.
class VersionPanel final : public QWidget
{
    Q_OBJECT
public:
    // The actions become the buttons at the top; they belong to the view.
    explicit VersionPanel(const QList<QAction *> &actions, QWidget *parent = nullptr);

    void showLoading(const registry::Version &version);
    void showDetails(const registry::VersionDetails &details);
    void showFailed(const registry::Version &version, const Error &error);
    void clear();

signals:
    void retryRequested();
    void copied(const QString &text);

private:
    void showHeader(const registry::Version &version);
    TextLabel *m_name;
    QWidget *m_chips;
    QWidget *m_buttons;
    Document *m_document;
    FaceStack *m_faces;
};

} // namespace vitrine::ui
