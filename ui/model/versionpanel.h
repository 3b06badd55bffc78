// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/registry/version.h"

#include <QWidget>

namespace vitrine::ui {

class Document;
class FaceStack;
class TextLabel;

// Everything about the selected version, beside the table of versions.
class VersionPanel final : public QWidget
{
    Q_OBJECT
public:
    explicit VersionPanel(QWidget *parent = nullptr);

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
    Document *m_document;
    FaceStack *m_faces;
};

} // namespace vitrine::ui
