// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/registry/library.h"
#include "ui/services/services.h"
#include "ui/widgets/message.h"

#include <QObject>

#include <optional>

class QWidget;

namespace vitrine::ui {

// The same change of many models: the dialog, what it wrote, and taking it back.
class BulkEditing final : public QObject
{
    Q_OBJECT
public:
    // `page`: what its dialog belongs to.
    BulkEditing(Services &services, QWidget *page);

    void setLibrary(const registry::Library &library) { m_library = library; }
    // `all`: for the words to offer.
    void edit(const QStringList &selected, const QList<registry::Model> &all);

signals:
    void written(); // the library changed
    void message(const vitrine::ui::Message &message);

private:
    void undo(const registry::Library &library, const QList<registry::BulkEdit> &inverse);
    Services &m_services;
    QWidget *m_page;
    std::optional<registry::Library> m_library;
};

} // namespace vitrine::ui
