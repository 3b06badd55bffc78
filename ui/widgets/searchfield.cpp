// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/widgets/searchfield.h"

#include "ui/theme/icons.h"

#include <QAction>
#include <QKeyEvent>

using namespace Qt::StringLiterals;

namespace vitrine::ui {

SearchField::SearchField(QWidget *parent) : QLineEdit(parent)
{
    auto *glass = addAction(icon(u"search"_s), QLineEdit::LeadingPosition);
    glass->setEnabled(false);
    setClearButtonEnabled(true);
}

void SearchField::keyPressEvent(QKeyEvent *event)
{
    switch (event->key()) {
    case Qt::Key_Escape:
        if (text().isEmpty())
            break;
        clear();
        return;
    case Qt::Key_Down:
    case Qt::Key_Return:
    case Qt::Key_Enter: emit leftForResults(); return;
    default: break;
    }
    QLineEdit::keyPressEvent(event);
}

} // namespace vitrine::ui
