// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QCoreApplication>

namespace vitrine {

// Translatable text outside of QObjects: Text::tr("…"). One context for all of core.
struct Text {
    Q_DECLARE_TR_FUNCTIONS(Text)
};

// "1.2 MB": powers of 1000, one decimal from kB upwards, in the user's locale.
QString formatBytes(qint64 bytes);

} // namespace vitrine
