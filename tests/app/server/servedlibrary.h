// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/registry/library.h"
#include "tests/core/serving/fixture.h"

#include <QFile>
#include <QTemporaryDir>
#include <QTest>

namespace vitrine::test {

// A library with the model `cars`: v1.0.0 is linear.onnx, v2.0.0 is linear2.onnx, which is in production;
// v3.0.0 is no model at all.
class ServedLibrary final
{
public:
    ServedLibrary()
    {
        QFile text(m_dir.filePath(QStringLiteral("broken.onnx")));
        if (text.open(QIODevice::WriteOnly))
            text.write("this is not a model\n");
        text.close();
        if (auto created = registry::Library::create(path(), true))
            m_library = std::move(created).value();
        add(QStringLiteral("v1.0.0"), modelFile(QStringLiteral("linear")));
        add(QStringLiteral("v2.0.0"), modelFile(QStringLiteral("linear2")));
        add(QStringLiteral("v3.0.0"), text.fileName());
        assign(QStringLiteral("v2.0.0"));
    }

    QString path() const { return m_dir.filePath(QStringLiteral("library.git")); }
    QString folder() const { return m_dir.path(); }
    const registry::Library &library() const { return *m_library; }
    QString problem() const { return m_library ? m_problem : QStringLiteral("no library"); }

    void assign(const QString &version, const QString &stage = QStringLiteral("production"))
    {
        const auto change = m_library->assign(QStringLiteral("cars"), version, stage, QStringLiteral("test"));
        if (!change)
            m_problem = change.error().message;
    }

    void add(const QString &version, const QString &file, const QString &model = QStringLiteral("cars"))
    {
        if (!m_library)
            return;
        // The same name in every version, as when a model is trained again.
        const QString copy = m_dir.filePath(QStringLiteral("model.onnx"));
        QFile::remove(copy);
        QFile::copy(file, copy);
        registry::AddRequest request;
        request.model = model;
        request.files = {copy};
        if (auto number = registry::SemVer::parse(version))
            request.version = *number;
        request.prototype = carsPrototype();
        request.message = QStringLiteral("test");
        if (const auto added = m_library->add(request); !added)
            m_problem = added.error().message;
    }

private:
    QTemporaryDir m_dir;
    std::optional<registry::Library> m_library;
    QString m_problem;
};

} // namespace vitrine::test
