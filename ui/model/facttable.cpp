// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/model/facttable.h"

#include "ui/theme/tokens.h"

#include <QFont>

using namespace Qt::StringLiterals;

namespace vitrine::ui {

QString mutedHtml(const QString &html, const Tokens &t)
{
    return u"<span style='color:%1'>%2</span>"_s.arg(t.muted.name(), html);
}

QString headingHtml(const QString &text)
{
    return u"<p style='margin-top:14px; margin-bottom:4px'><b>%1</b></p>"_s.arg(text.toHtmlEscaped());
}

QString fixedHtml(const QString &text)
{
    return u"<span style='font-family:\"%1\"'>%2</span>"_s.arg(font(TextRole::Fixed).family(),
                                                               text.toHtmlEscaped());
}

QString copyableHtml(const QString &text, qsizetype shown, const Tokens &t)
{
    return u"<a href='copy:%1' style='color:%2; text-decoration:none'>%3</a>"_s.arg(
        text.toHtmlEscaped(), t.text.name(), fixedHtml(text.left(shown)));
}

void FactTable::add(const QStringList &htmlCells, bool lastRight)
{
    m_html += u"<tr>"_s;
    for (qsizetype at = 0; at < htmlCells.size(); ++at) {
        const bool right = lastRight && at + 1 == htmlCells.size();
        m_html += u"<td align='%1' valign='top' style='padding:3px %2px 3px 0'>%3</td>"_s
                      .arg(right ? u"right"_s : u"left"_s)
                      .arg(right ? 0 : 12)
                      .arg(htmlCells.at(at));
    }
    m_html += u"</tr>"_s;
}

void FactTable::addFact(const QString &label, const QString &html)
{
    if (!html.isEmpty())
        add({mutedHtml(label.toHtmlEscaped(), m_tokens), html});
}

QString FactTable::html(const QString &title) const
{
    if (m_html.isEmpty())
        return {};
    return (title.isEmpty() ? QString() : headingHtml(title)) + u"<table cellspacing='0' width='100%'>"_s +
           m_html + u"</table>"_s;
}

} // namespace vitrine::ui
