// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>
#include <QStringList>

namespace vitrine::ui {

struct Tokens;

// Pieces of HTML for a Document, in the colours of `t`. What comes as `text` is escaped here, what comes as
// `html` was.
QString mutedHtml(const QString &html, const Tokens &t);
QString headingHtml(const QString &text);
QString fixedHtml(const QString &text);
// A link that copies ("copy:…") what it shows the first `shown` characters of.
QString copyableHtml(const QString &text, qsizetype shown, const Tokens &t);

// Rows of facts, one below the other.
class FactTable final
{
public:
    explicit FactTable(const Tokens &tokens) : m_tokens(tokens) {}

    void add(const QStringList &htmlCells, bool lastRight = false);
    void addFact(const QString &label, const QString &html); // none when it is empty
    QString html(const QString &title = {}) const;           // empty when there is no row

private:
    const Tokens &m_tokens;
    QString m_html;
};

} // namespace vitrine::ui
