// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/serving/connection.h"

#include "core/serving/httpconnection.h"

namespace vitrine::serving {

using TlsStream = boost::asio::ssl::stream<Socket>;

std::shared_ptr<Connection> makeConnection(Socket socket, Shard &shard, Commons &commons,
                                           const std::function<void()> &onGone)
{
    const auto owned = [&onGone](Connection *connection) {
        return std::shared_ptr<Connection>(connection, [onGone](Connection *each) {
            delete each;
            onGone();
        });
    };
    if (const auto context = commons.tls.load())
        return owned(new HttpConnection<TlsStream>(std::move(socket), shard, commons, *context));
    return owned(new HttpConnection<Socket>(std::move(socket), shard, commons));
}

} // namespace vitrine::serving
