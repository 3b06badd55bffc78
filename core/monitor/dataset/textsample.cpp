// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/monitor/dataset/textsample.h"

namespace vitrine::monitor {

namespace {

constexpr qint64 looked = 1 << 20;
constexpr std::size_t readableBehind = 64;

} // namespace

Result<TextSample> sampleText(const QString &path, const QString &encoding)
{
    TextSample sample;
    sample.path = path;
    VT_TRY(sample.form, textForm(path, encoding, sample.notes));
    VT_TRY(const auto stream, openText(path, sample.form));
    std::string &text = sample.text;
    text.resize(std::size_t(looked));
    VT_TRY(const qint64 count, readFully(*stream, text.data(), looked));
    text.resize(static_cast<std::size_t>(count));
    sample.whole = count < looked;
    const std::size_t last = text.rfind('\n');
    if (!sample.whole && last != std::string::npos)
        text.resize(last + 1);
    else if (!text.empty() && text.back() != '\n')
        text += '\n';
    text.reserve(text.size() + readableBehind);
    return sample;
}

} // namespace vitrine::monitor
