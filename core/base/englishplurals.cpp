// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/englishplurals.h"

using namespace Qt::StringLiterals;

namespace vitrine {

QString EnglishPlurals::translate(const char *, const char *source, const char *, int n) const
{
    const QString text = QString::fromUtf8(source);
    if (n < 0 || !text.contains(u"(s)"))
        return {}; // the source text as it is
    return QString(text).replace(u"(s)"_s, n == 1 ? QString() : u"s"_s);
}

} // namespace vitrine
