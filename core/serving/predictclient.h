// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/result.h"

#include <QByteArray>
#include <QNetworkAccessManager>
#include <QNetworkProxy>
#include <QObject>
#include <QUrl>

class QNetworkReply;

namespace vitrine::serving {

// What a server answered.
struct PredictAnswer {
    int status = 0; // HTTP
    QByteArray body;
    double milliseconds = 0; // from sending to the last byte
};

// Sends one request at a time to a deployment, as a client program would. GUI thread; nothing blocks.
class PredictClient final : public QObject
{
    Q_OBJECT
public:
    explicit PredictClient(QObject *parent = nullptr);

    // Posts JSON to <url>/predict; an earlier question that is still open is dropped.
    void predict(const QUrl &url, const QByteArray &json);

signals:
    void answered(const vitrine::Result<vitrine::serving::PredictAnswer> &answer);

private:
    QNetworkAccessManager m_network;
    QNetworkReply *m_open = nullptr;
};

} // namespace vitrine::serving
