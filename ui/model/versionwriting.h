// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/registry/event.h"
#include "core/registry/library.h"
#include "ui/services/services.h"
#include "ui/widgets/message.h"

#include <QFuture>
#include <QObject>

#include <optional>

namespace vitrine::ui {

class Prompter;

// What the window does to a version besides moving stages: its note, its files, and whether it counts. Each
// step is a new event or commit, and what can be undone says so in its message.
class VersionWriting final : public QObject
{
    Q_OBJECT
public:
    VersionWriting(Services &services, Prompter &prompter, QWidget *page);

    void setLibrary(const registry::Library &library) { m_library = library; }

    void editNote(const QString &model, const QString &version);
    void saveFiles(const registry::Version &version);
    void restoreFiles(const QString &model, const QString &version);
    void withdraw(const QString &model, const QString &version);
    void bringBack(const QString &model, const QString &version);

signals:
    void written();
    void workStarted(const QString &title, const QFuture<void> &future);
    void message(const vitrine::ui::Message &message);

private:
    void changeRegistration(const QString &text,
                            const std::function<Result<registry::RegistrationChange>()> &work,
                            bool canBeUndone);

    Services &m_services;
    Prompter &m_prompter;
    QWidget *m_page;
    std::optional<registry::Library> m_library;
};

} // namespace vitrine::ui
