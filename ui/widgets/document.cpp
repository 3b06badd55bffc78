// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/widgets/document.h"

#include "ui/theme/palette.h"
#include "ui/theme/tokens.h"

#include <QApplication>
#include <QDesktopServices>
#include <QEvent>
#include <QScrollBar>
#include <QTextBlock>
#include <QTextDocument>
#include <QTextFrame>
#include <QTextTable>

using namespace Qt::StringLiterals;

namespace vitrine::ui {

namespace {
constexpr int readableWidth = 720;
}

Document::Document(const QString &name, const QString &accessibleName, QWidget *parent) : QTextBrowser(parent)
{
    setObjectName(name);
    setAccessibleName(accessibleName);
    setFrameShape(NoFrame);
    setOpenLinks(false);
    setTextInteractionFlags(Qt::TextBrowserInteraction | Qt::TextSelectableByKeyboard);
    viewport()->setAutoFillBackground(false);
    connect(this, &QTextBrowser::anchorClicked, this, &Document::follow);
}

void Document::setMarkdownText(const QString &markdown)
{
    m_markdown = markdown;
    m_maker = {};
    render();
}

void Document::setHtmlMaker(std::function<QString()> maker)
{
    m_maker = std::move(maker);
    m_markdown.clear();
    render();
}

QVariant Document::loadResource(int, const QUrl &)
{
    return {};
}

void Document::render()
{
    const int at = verticalScrollBar()->value();
    document()->setDefaultFont(font());
    document()->setDocumentMargin(Space::l);
    if (m_maker) {
        setHtml(m_maker());
    } else {
        document()->setMarkdown(m_markdown, QTextDocument::MarkdownDialectGitHub);
        dressTables();
    }
    verticalScrollBar()->setValue(at);
}

// Markdown tables come without any spacing and with a raised border.
void Document::dressTables()
{
    const Tokens &t = tokens(QApplication::palette());
    const QList<QTextFrame *> frames = document()->rootFrame()->childFrames();
    for (QTextFrame *frame : frames) {
        auto *table = qobject_cast<QTextTable *>(frame);
        if (!table)
            continue;
        QTextTableFormat format = table->format();
        format.setBorder(1);
        format.setBorderCollapse(true);
        format.setBorderStyle(QTextFrameFormat::BorderStyle_Solid);
        format.setBorderBrush(t.border);
        format.setCellPadding(Space::xs + 1);
        format.setCellSpacing(0);
        format.setBottomMargin(Space::m);
        table->setFormat(format);
    }
    for (QTextBlock block = document()->begin(); block.isValid(); block = block.next()) {
        QTextBlockFormat format = block.blockFormat();
        if (format.headingLevel() > 0) {
            format.setTopMargin(block.position() == 0 ? 0 : Space::l);
            format.setBottomMargin(Space::xs);
        } else if (format.hasProperty(QTextFormat::BlockCodeFence)) {
            format.setBackground(mixed(t.surface, t.text, 0.05));
        } else {
            format.setLineHeight(130, QTextBlockFormat::ProportionalHeight);
        }
        QTextCursor(block).setBlockFormat(format);
    }
}

void Document::follow(const QUrl &link)
{
    if (link.scheme() == u"http" || link.scheme() == u"https" || link.scheme() == u"mailto")
        QDesktopServices::openUrl(link);
    else if (link.scheme().isEmpty() && link.hasFragment())
        scrollToAnchor(link.fragment());
    else
        emit ownLinkActivated(link);
}

void Document::changeEvent(QEvent *event)
{
    QTextBrowser::changeEvent(event);
    if (event->type() == QEvent::PaletteChange || event->type() == QEvent::FontChange)
        render();
}

void Document::resizeEvent(QResizeEvent *event)
{
    // Long lines are hard to read: what is wider becomes margin.
    const int spare = std::max(0, width() - readableWidth);
    if (!m_maker)
        setViewportMargins(0, 0, spare, 0);
    QTextBrowser::resizeEvent(event);
}

} // namespace vitrine::ui
