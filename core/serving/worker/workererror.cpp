// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/serving/worker/workererror.h"

#include "core/base/text.h"

using namespace Qt::StringLiterals;

namespace vitrine::serving {

namespace {

QString nameOf(const Fields &load)
{
    return QString::fromStdString(field(load, "name"));
}

QString text(const Fields &fields, std::string_view key)
{
    return QString::fromStdString(field(fields, key));
}

} // namespace

Error loadError(const Fields &failed, const Fields &load, const QString &interpreter)
{
    const std::string kind = field(failed, "kind");
    const QString message = QString::fromStdString(withoutPaths(field(failed, "message")));
    const QString detail = text(failed, "detail");
    if (kind == "package")
        return Error{
            Error::Code::Unsupported,
            Text::tr("'%1' needs the package %2, which %3 does not have. Install it (%4), or choose another "
                     "interpreter.")
                .arg(nameOf(load), text(failed, "package"), interpreter, text(failed, "install")),
            detail};
    if (kind == "input")
        return Error{Error::Code::InvalidArgument,
                     Text::tr("The prototype does not fit '%1': %2").arg(nameOf(load), message), detail};
    return Error{kind == "unsupported" ? Error::Code::Unsupported : Error::Code::Corrupt,
                 Text::tr("'%1' could not be loaded by %2: %3").arg(nameOf(load), interpreter, message),
                 detail};
}

Error deathError(const std::string &reason, const std::string &lastLine, const Fields &load,
                 const QString &interpreter)
{
    QString message = QString::fromStdString(withoutPaths(reason));
    if (!lastLine.empty())
        message += u" (“%1”)"_s.arg(QString::fromStdString(withoutPaths(lastLine)).left(300));
    return Error{Error::Code::Unsupported,
                 Text::tr("'%1' could not be loaded by %2: %3.").arg(nameOf(load), interpreter, message),
                 {}};
}

std::string withoutPaths(std::string_view text)
{
    constexpr std::string_view before = " \t\n'\"(=<[,:";
    constexpr std::string_view after = " \t\n'\")>],:;";
    std::string out;
    std::size_t i = 0;
    while (i < text.size()) {
        const bool begins = text[i] == '/' && (i == 0 || before.find(text[i - 1]) != std::string_view::npos);
        if (!begins) {
            out += text[i++];
            continue;
        }
        const std::size_t end = std::min(text.find_first_of(after, i), text.size());
        const std::string_view path = text.substr(i, end - i);
        out += path.size() == 1 ? path : path.substr(path.rfind('/') + 1);
        i = end;
    }
    return out;
}

} // namespace vitrine::serving
