// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>
#include <QStringList>

#include <functional>

class QWidget;

namespace vitrine::ui {

// Asks people: file choosers and questions. Answers arrive by callback in the GUI thread, never when the
// parent died meanwhile, so that no event loop is nested. Tests answer in its place.
class Prompter
{
public:
    virtual ~Prompter() = default;

    struct FolderQuestion {
        QString title;
        QString directory; // where to begin
    };
    // An existing folder; empty when the user left.
    virtual void chooseFolder(QWidget *parent, const FolderQuestion &question,
                              std::function<void(const QString &)> answer) = 0;

    struct FileQuestion {
        QString title;
        QString directory;
        QStringList filters; // "ONNX models (*.onnx)"
        bool save = false;   // a new file (or folder name) instead of existing files
    };
    virtual void chooseFiles(QWidget *parent, const FileQuestion &question,
                             std::function<void(const QStringList &)> answer) = 0;

    struct Question {
        QString title;
        QString text;
        QStringList buttons; // verbs, the main one first; the last one is what Escape means
        bool harmful = false;
    };
    // The index of the button.
    virtual void ask(QWidget *parent, const Question &question, std::function<void(int)> answer) = 0;

    // One line of text; empty when the user left.
    virtual void askText(QWidget *parent, const QString &title, const QString &label, const QString &text,
                         std::function<void(const QString &)> answer) = 0;
};

// The real one: window-modal dialogs.
class DialogPrompter final : public Prompter
{
public:
    void chooseFolder(QWidget *parent, const FolderQuestion &question,
                      std::function<void(const QString &)> answer) override;
    void chooseFiles(QWidget *parent, const FileQuestion &question,
                     std::function<void(const QStringList &)> answer) override;
    void ask(QWidget *parent, const Question &question, std::function<void(int)> answer) override;
    void askText(QWidget *parent, const QString &title, const QString &label, const QString &text,
                 std::function<void(const QString &)> answer) override;
};

} // namespace vitrine::ui
