// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/text.h"

#include <QLocale>

namespace vitrine {

QString formatBytes(qint64 bytes)
{
    return QLocale().formattedDataSize(bytes, 1, QLocale::DataSizeSIFormat);
}

} // namespace vitrine
