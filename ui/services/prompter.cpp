// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/services/prompter.h"

#include <QFileDialog>
#include <QInputDialog>
#include <QMessageBox>
#include <QPushButton>

using namespace Qt::StringLiterals;

namespace vitrine::ui {

namespace {

QFileDialog *fileDialog(QWidget *parent, const QString &title, const QString &directory)
{
    auto *dialog = new QFileDialog(parent, title, directory);
    dialog->setObjectName(u"fileDialog"_s);
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    return dialog;
}

} // namespace

void DialogPrompter::chooseFolder(QWidget *parent, const FolderQuestion &question,
                                  std::function<void(const QString &)> answer)
{
    QFileDialog *dialog = fileDialog(parent, question.title, question.directory);
    dialog->setFileMode(QFileDialog::Directory);
    dialog->setOption(QFileDialog::ShowDirsOnly);
    QObject::connect(dialog, &QFileDialog::fileSelected, parent, answer);
    QObject::connect(dialog, &QDialog::rejected, parent, [answer] { answer({}); });
    dialog->open();
}

void DialogPrompter::chooseFiles(QWidget *parent, const FileQuestion &question,
                                 std::function<void(const QStringList &)> answer)
{
    QFileDialog *dialog = fileDialog(parent, question.title, question.directory);
    dialog->setNameFilters(question.filters);
    dialog->setAcceptMode(question.save ? QFileDialog::AcceptSave : QFileDialog::AcceptOpen);
    dialog->setFileMode(question.save ? QFileDialog::AnyFile : QFileDialog::ExistingFiles);
    QObject::connect(dialog, &QFileDialog::filesSelected, parent, answer);
    QObject::connect(dialog, &QDialog::rejected, parent, [answer] { answer({}); });
    dialog->open();
}

void DialogPrompter::ask(QWidget *parent, const Question &question, std::function<void(int)> answer)
{
    auto *box = new QMessageBox(parent);
    box->setObjectName(u"question"_s);
    box->setAttribute(Qt::WA_DeleteOnClose);
    box->setWindowTitle(question.title);
    box->setText(question.title);
    box->setInformativeText(question.text);
    QList<QPushButton *> buttons;
    for (qsizetype at = 0; at < question.buttons.size(); ++at) {
        const bool last = at + 1 == question.buttons.size();
        QPushButton *button =
            box->addButton(question.buttons.at(at), last      ? QMessageBox::RejectRole
                                                    : at == 0 ? QMessageBox::AcceptRole
                                                              : QMessageBox::DestructiveRole);
        button->setObjectName(u"questionButton%1"_s.arg(at));
        buttons << button;
    }
    box->setDefaultButton(question.harmful ? buttons.last() : buttons.first());
    box->setEscapeButton(buttons.last());
    if (question.harmful)
        buttons.first()->setProperty("emphasis", u"danger"_s);
    QObject::connect(box, &QMessageBox::finished, parent, [box, buttons, answer] {
        const auto at = buttons.indexOf(qobject_cast<QPushButton *>(box->clickedButton()));
        answer(static_cast<int>(at < 0 ? buttons.size() - 1 : at));
    });
    box->open();
}

void DialogPrompter::askText(QWidget *parent, const QString &title, const QString &label, const QString &text,
                             std::function<void(const QString &)> answer)
{
    auto *dialog = new QInputDialog(parent);
    dialog->setObjectName(u"textQuestion"_s);
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setWindowTitle(title);
    dialog->setLabelText(label);
    dialog->setTextValue(text);
    QObject::connect(dialog, &QInputDialog::textValueSelected, parent, answer);
    QObject::connect(dialog, &QDialog::rejected, parent, [answer] { answer({}); });
    dialog->open();
}

} // namespace vitrine::ui
