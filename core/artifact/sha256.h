// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/job.h"

#include <QByteArray>
#include <QString>

#include <cstddef>
#include <memory>

struct evp_md_ctx_st;

namespace vitrine::artifact {

// SHA-256 in pieces, by OpenSSL (which uses the processor's SHA instructions; QCryptographicHash does not).
class Sha256 final
{
public:
    Sha256();

    void add(const void *bytes, std::size_t size);
    QString finish(); // lower-case hexadecimal; nothing may be added afterwards

private:
    struct Closer {
        void operator()(evp_md_ctx_st *context) const;
    };
    std::unique_ptr<evp_md_ctx_st, Closer> m_context;
};

// SHA-256 of a file, streamed: lower-case hexadecimal.
Result<QString> sha256OfFile(const QString &path, const Job &job = {});
QString sha256Of(const QByteArray &bytes);

} // namespace vitrine::artifact
