// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/sample/samplelibrary.h"

#include <QProcess>
#include <QTemporaryDir>

#include <memory>

namespace vitrine::test {

// The sample library, made once and copied for each test that writes into it.
class SampleCopies final
{
public:
    Result<> make()
    {
        VT_CHECK(sample::create(path(m_original)));
        return {};
    }
    // In place of the copy before, which nobody may use any more.
    Result<registry::Library> fresh()
    {
        m_copy = std::make_unique<QTemporaryDir>();
        const QString to = path(*m_copy);
        if (QProcess::execute(QStringLiteral("cp"), {QStringLiteral("-r"), path(m_original), to}) != 0)
            return Error{
                Error::Code::Io, QStringLiteral("The sample could not be copied to %1.").arg(to), {}};
        return registry::Library::open(to);
    }
    QString folder() const { return m_copy->path(); }

private:
    static QString path(const QTemporaryDir &dir) { return dir.filePath(QStringLiteral("sample.git")); }

    QTemporaryDir m_original;
    std::unique_ptr<QTemporaryDir> m_copy;
};

} // namespace vitrine::test
