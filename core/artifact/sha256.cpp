// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/artifact/sha256.h"

#include "core/artifact/posixfile.h"

#include <openssl/evp.h>

#include <array>
#include <vector>

namespace vitrine::artifact {

void Sha256::Closer::operator()(evp_md_ctx_st *context) const
{
    EVP_MD_CTX_free(context);
}

// OpenSSL's digests fail only when memory runs out, which nothing here survives anyway.
Sha256::Sha256() : m_context(EVP_MD_CTX_new())
{
    if (!m_context || EVP_DigestInit_ex(m_context.get(), EVP_sha256(), nullptr) != 1)
        qFatal("OpenSSL offers no SHA-256");
}

void Sha256::add(const void *bytes, std::size_t size)
{
    if (EVP_DigestUpdate(m_context.get(), bytes, size) != 1)
        qFatal("OpenSSL could not hash");
}

QString Sha256::finish()
{
    std::array<unsigned char, EVP_MAX_MD_SIZE> digest{};
    unsigned int length = 0;
    if (EVP_DigestFinal_ex(m_context.get(), digest.data(), &length) != 1)
        qFatal("OpenSSL could not finish a hash");
    return QString::fromLatin1(QByteArray(reinterpret_cast<const char *>(digest.data()), length).toHex());
}

Result<QString> sha256OfFile(const QString &path, const Job &job)
{
    VT_TRY(const PosixFile file, PosixFile::openForReading(path));
    Sha256 hash;
    std::vector<char> buffer(copyBlock);
    qint64 done = 0;
    for (;;) {
        VT_CHECK(job.check());
        VT_TRY(const qint64 count, file.read(buffer.data(), copyBlock));
        if (count == 0)
            return hash.finish();
        hash.add(buffer.data(), static_cast<std::size_t>(count));
        done += count;
        job.report(done, qMax(done, file.size()));
    }
}

QString sha256Of(const QByteArray &bytes)
{
    Sha256 hash;
    hash.add(bytes.constData(), static_cast<std::size_t>(bytes.size()));
    return hash.finish();
}

} // namespace vitrine::artifact
