// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QTranslator>

namespace vitrine {

// Makes "%n model(s)" say "1 model" and "3 models" where no translation has its own forms. Install it before
// any translation, so that it is asked last.
class EnglishPlurals final : public QTranslator
{
public:
    using QTranslator::QTranslator;

    bool isEmpty() const override { return false; }
    QString translate(const char *context, const char *source, const char *disambiguation,
                      int n) const override;
};

} // namespace vitrine
