// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/serving/httplistener.h"
#include "core/serving/router.h"
#include "tests/core/serving/fixture.h"

#include <QSslSocket>
#include <QTcpSocket>

#include <memory>

namespace vitrine::test {

using namespace vitrine::serving;

inline constexpr int patience = 10000; // milliseconds after which a test gives up waiting

// A listening server with one model.
class Server final
{
public:
    explicit Server(ListenOptions options = {}, const QString &model = QStringLiteral("linear"),
                    const format::Prototype &prototype = carsPrototype())
    {
        auto version = loadVersion(source(model, prototype), metrics);
        if (!version) {
            problem = version.error().message;
            return;
        }
        served = &catalogue.add((*version)->model);
        served->exchange(*version);
        router = std::make_unique<Router>(catalogue, metrics);
        listener = std::make_unique<HttpListener>(*router, options);
        if (const Result<> started = listener->start(); !started)
            problem = started.error().message;
    }

    QString problem;
    ServerMetrics metrics;
    Catalogue catalogue;
    ServedModel *served = nullptr;
    std::unique_ptr<Router> router;
    std::unique_ptr<HttpListener> listener;
};

// A blocking client that reads exactly one answer at a time.
class Client final
{
public:
    enum class Wire { Tcp, Tls };
    explicit Client(const Server &server, Wire wire = Wire::Tcp)
    {
        const QString host = QStringLiteral("127.0.0.1");
        if (wire == Wire::Tcp) {
            m_socket = std::make_unique<QTcpSocket>();
            m_socket->connectToHost(host, server.listener->port());
            m_socket->waitForConnected(patience);
        } else {
            auto socket = std::make_unique<QSslSocket>();
            socket->setPeerVerifyMode(QSslSocket::VerifyNone);
            socket->connectToHostEncrypted(host, server.listener->port());
            socket->waitForEncrypted(patience);
            m_socket = std::move(socket);
        }
        m_socket->setSocketOption(QAbstractSocket::LowDelayOption, 1);
    }
    QTcpSocket &socket() { return *m_socket; }

    void send(const QByteArray &bytes)
    {
        m_socket->write(bytes);
        while (m_socket->bytesToWrite() > 0 && m_socket->waitForBytesWritten(patience)) {
        }
    }

    // Header and body of the next answer; empty when the connection ended instead.
    QByteArray receive()
    {
        qsizetype end = -1;
        while ((end = m_in.indexOf("\r\n\r\n")) < 0) {
            if (!more())
                return {};
        }
        end += 4;
        const QByteArray head = m_in.left(end).toLower();
        const qsizetype at = head.indexOf("content-length: ");
        const qsizetype length =
            at < 0 ? 0 : head.mid(at + 16, head.indexOf('\r', at) - at - 16).toLongLong();
        while (m_in.size() < end + length && !m_headOnly) {
            if (!more())
                return {};
        }
        const QByteArray answer = m_in.left(m_headOnly ? end : end + length);
        m_in.remove(0, answer.size());
        return answer;
    }
    QByteArray ask(const QByteArray &bytes)
    {
        send(bytes);
        return receive();
    }
    void expectNoBodies() { m_headOnly = true; }
    bool isClosed()
    {
        while (m_socket->state() == QAbstractSocket::ConnectedState) {
            if (!more() && m_socket->state() == QAbstractSocket::ConnectedState)
                return false;
        }
        return m_in.isEmpty();
    }
    void close() { m_socket->abort(); }

private:
    bool more()
    {
        if (m_socket->bytesAvailable() == 0 && !m_socket->waitForReadyRead(patience))
            return false;
        m_in += m_socket->readAll();
        return true;
    }

    std::unique_ptr<QTcpSocket> m_socket;
    QByteArray m_in;
    bool m_headOnly = false;
};

inline QByteArray post(const QByteArray &body, const QByteArray &path = "/predict",
                       const QByteArray &headers = {})
{
    return "POST " + path + " HTTP/1.1\r\nHost: localhost\r\n" + headers +
           "Content-Length: " + QByteArray::number(body.size()) + "\r\n\r\n" + body;
}

inline int statusOf(const QByteArray &answer)
{
    return answer.mid(9, 3).toInt();
}

inline QByteArray bodyOf(const QByteArray &answer)
{
    return answer.mid(answer.indexOf("\r\n\r\n") + 4);
}

} // namespace vitrine::test
