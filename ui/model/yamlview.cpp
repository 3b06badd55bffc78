// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/model/yamlview.h"

#include "ui/theme/palette.h"
#include "ui/theme/tokens.h"

#include <QEvent>
#include <QHash>
#include <QScrollBar>
#include <QTextBlock>

using namespace Qt::StringLiterals;

namespace vitrine::ui {

YamlView::YamlView(QWidget *parent) : QPlainTextEdit(parent)
{
    setObjectName(u"metadataYaml"_s);
    setAccessibleName(tr("model.yaml as it will be saved"));
    setReadOnly(true);
    setFrameShape(NoFrame);
    document()->setDocumentMargin(0);
    setTextInteractionFlags(Qt::TextSelectableByMouse | Qt::TextSelectableByKeyboard);
    setLineWrapMode(NoWrap);
    setTabChangesFocus(true);
    setFont(vitrine::ui::font(TextRole::Fixed));
}

void YamlView::show(const QString &stored, const QString &now)
{
    const int at = verticalScrollBar()->value();
    m_stored = stored;
    if (now != toPlainText())
        setPlainText(now);
    verticalScrollBar()->setValue(at);
    mark();
}

void YamlView::mark()
{
    QHash<QString, int> known;
    for (const QString &line : m_stored.split(u'\n'))
        ++known[line];
    QList<QTextEdit::ExtraSelection> marks;
    for (QTextBlock block = document()->begin(); block.isValid(); block = block.next()) {
        int &left = known[block.text()];
        if (left-- > 0)
            continue;
        QTextEdit::ExtraSelection selection;
        selection.cursor = QTextCursor(block);
        selection.format.setBackground(tokens(palette()).selection);
        selection.format.setProperty(QTextFormat::FullWidthSelection, true);
        marks << selection;
    }
    setExtraSelections(marks);
}

void YamlView::changeEvent(QEvent *event)
{
    QPlainTextEdit::changeEvent(event);
    if (event->type() == QEvent::PaletteChange)
        mark();
}

} // namespace vitrine::ui
