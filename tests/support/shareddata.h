// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QFileInfo>
#include <QString>
#include <QTest>

namespace vitrine::test {

// A file or folder of the reference data that may lie beside the checkout; empty when it does not.
inline QString sharedData(const QString &path)
{
    const QString full = QStringLiteral(VT_SHARED_DATA_DIR "/") + path;
    return QFileInfo::exists(full) ? full : QString();
}

} // namespace vitrine::test

// Skips the test case loudly when the reference data is not there.
#define VT_NEED_SHARED(variable, path)                        \
    const QString variable = vitrine::test::sharedData(path); \
    if (variable.isEmpty())                                   \
    QSKIP(qPrintable(QStringLiteral("SKIPPED: reference data %1 is not beside this checkout").arg(path)))
