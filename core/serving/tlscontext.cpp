// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/serving/tlscontext.h"

#include "core/base/text.h"

#include <openssl/err.h>
#include <openssl/ssl.h>
#include <openssl/x509err.h>

namespace vitrine::serving {

namespace ssl = boost::asio::ssl;

namespace {

Error unusable(const QString &what, const std::string &file, const boost::system::error_code &error)
{
    return Error{Error::Code::InvalidArgument,
                 Text::tr("The %1 “%2” cannot be used for TLS: it must be a readable PEM file.")
                     .arg(what, QString::fromStdString(file)),
                 QString::fromStdString(error.message())};
}

// Clients that offer protocols choose HTTP/1.1; those that offer none of ours go on without.
int chooseProtocol(SSL *, const unsigned char **out, unsigned char *length, const unsigned char *in,
                   unsigned inLength, void *)
{
    static constexpr unsigned char ours[] = "\x08http/1.1";
    unsigned char *chosen = nullptr;
    if (SSL_select_next_proto(&chosen, length, ours, sizeof ours - 1, in, inLength) != OPENSSL_NPN_NEGOTIATED)
        return SSL_TLSEXT_ERR_NOACK;
    *out = chosen;
    return SSL_TLSEXT_ERR_OK;
}

} // namespace

Result<std::shared_ptr<ssl::context>> tlsContext(const std::string &certificateFile,
                                                 const std::string &keyFile)
{
    auto context = std::make_shared<ssl::context>(ssl::context::tls_server);
    boost::system::error_code error;
    context->set_options(ssl::context::default_workarounds | ssl::context::no_sslv2 | ssl::context::no_sslv3 |
                             ssl::context::no_tlsv1 | ssl::context::no_tlsv1_1,
                         error);
    context->use_certificate_chain_file(certificateFile, error);
    if (error)
        return unusable(Text::tr("certificate"), certificateFile, error);
    // Asked for a password, OpenSSL would read it from the terminal.
    context->set_password_callback([](std::size_t, ssl::context::password_purpose) { return std::string(); },
                                   error);
    context->use_private_key_file(keyFile, ssl::context::pem, error);
    const int reason = ERR_GET_REASON(static_cast<unsigned long>(error.value()));
    if (error && (reason == X509_R_KEY_VALUES_MISMATCH || reason == X509_R_KEY_TYPE_MISMATCH))
        return Error{Error::Code::InvalidArgument,
                     Text::tr("The key “%1” does not belong to the certificate “%2”.")
                         .arg(QString::fromStdString(keyFile), QString::fromStdString(certificateFile)),
                     {}};
    if (error)
        return unusable(Text::tr("key"), keyFile, error);
    SSL_CTX_set_alpn_select_cb(context->native_handle(), chooseProtocol, nullptr);
    return context;
}

} // namespace vitrine::serving
