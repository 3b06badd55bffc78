// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QTranslator>

namespace vitrine::test {

// A language that nobody speaks: every text that goes through tr() comes back in brackets, with accents and
// longer by a third, so that what does not, and what is clipped then, can be found.
class PseudoTranslator final : public QTranslator
{
public:
    QString translate(const char *, const char *sourceText, const char *, int) const override
    {
        return pseudo(QString::fromUtf8(sourceText));
    }
    bool isEmpty() const override { return false; }

    static constexpr QChar open{u'⟦'};
    static constexpr QChar close{u'⟧'};

    // Placeholders (%1, %n, %L1) and mnemonics (&) stay what they are.
    static QString pseudo(const QString &text)
    {
        static const QString plain = QStringLiteral("abcdefghiklmnoprstuwyzACDEGHIKLNORSTUWYZ");
        static const QString accented = QStringLiteral("áƀćđéƒǵĥíķļɱńóṕŕšťúŵýžÁĆĎÉǴĤÍĶĹŃÓŔŠŤÚŴÝŽ");
        QString result;
        int letters = 0;
        for (qsizetype at = 0; at < text.size(); ++at) {
            const QChar c = text.at(at);
            if (c == u'%' && at + 1 < text.size()) {
                result += c;
                result += text.at(++at);
                if (text.at(at) == u'L' && at + 1 < text.size())
                    result += text.at(++at);
                continue;
            }
            const qsizetype place = plain.indexOf(c);
            result += place < 0 ? c : accented.at(place);
            letters += c.isLetter() ? 1 : 0;
        }
        return open + result + QString((letters + 2) / 3, u'·') + close;
    }

    // What is left of a text without everything in brackets.
    static QString outside(const QString &text)
    {
        QString rest;
        int depth = 0;
        for (const QChar c : text) {
            if (c == open)
                ++depth;
            else if (c == close)
                --depth;
            else if (depth == 0)
                rest += c;
        }
        return rest;
    }
};

} // namespace vitrine::test
