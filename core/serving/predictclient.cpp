// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/serving/predictclient.h"

#include "core/base/text.h"

#include <QElapsedTimer>
#include <QNetworkReply>
#include <QNetworkRequest>

using namespace Qt::StringLiterals;

namespace vitrine::serving {

namespace {
constexpr int timeoutMs = 10'000;
}

PredictClient::PredictClient(QObject *parent) : QObject(parent)
{
    m_network.setProxy(QNetworkProxy::NoProxy); // a server on this machine is never behind one
}

void PredictClient::predict(const QUrl &url, const QByteArray &json)
{
    if (m_open)
        m_open->abort();
    QUrl target = url;
    target.setPath(u"/predict"_s);
    QNetworkRequest request(target);
    request.setHeader(QNetworkRequest::ContentTypeHeader, u"application/json"_s);
    request.setTransferTimeout(timeoutMs);
    QElapsedTimer clock;
    clock.start();
    QNetworkReply *reply = m_network.post(request, json);
    m_open = reply;
    connect(reply, &QNetworkReply::finished, this, [this, reply, clock] {
        reply->deleteLater();
        if (m_open != reply)
            return;
        m_open = nullptr;
        const int status = reply->attribute(QNetworkRequest::HttpStatusCodeAttribute).toInt();
        if (status == 0) {
            emit answered(
                Error{Error::Code::Io,
                      Text::tr("The server at %1 does not answer. Look at its log, or start it again.")
                          .arg(reply->url().authority()),
                      reply->errorString()});
            return;
        }
        emit answered(
            PredictAnswer{status, reply->readAll(), static_cast<double>(clock.nsecsElapsed()) / 1e6});
    });
}

} // namespace vitrine::serving
