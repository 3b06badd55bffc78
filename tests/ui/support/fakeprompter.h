// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/services/prompter.h"

namespace vitrine::test {

// Answers at once with what the test put there, and remembers what it was asked.
class FakePrompter final : public ui::Prompter
{
public:
    QString folder;
    QStringList files;
    QString text;
    int button = 0;
    QStringList asked;

    void chooseFolder(QWidget *, const FolderQuestion &question,
                      std::function<void(const QString &)> answer) override
    {
        asked << question.title;
        answer(folder);
    }
    void chooseFiles(QWidget *, const FileQuestion &question,
                     std::function<void(const QStringList &)> answer) override
    {
        asked << question.title;
        answer(files);
    }
    void ask(QWidget *, const Question &question, std::function<void(int)> answer) override
    {
        asked << question.title;
        answer(button);
    }
    void askText(QWidget *, const QString &title, const QString &, const QString &,
                 std::function<void(const QString &)> answer) override
    {
        asked << title;
        answer(text);
    }
};

} // namespace vitrine::test
