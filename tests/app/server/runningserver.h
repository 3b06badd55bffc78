// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QElapsedTimer>
#include <QProcess>
#include <QTcpSocket>
#include <QUrl>

namespace vitrine::test {

inline constexpr int patience = 20000;

inline QString serverProgram()
{
    return QStringLiteral(VT_BINARY_DIR "/vitrine-serve");
}

// The running program, its lines and its port.
class Serving final
{
public:
    explicit Serving(const QStringList &arguments,
                     const QProcessEnvironment &environment = QProcessEnvironment::systemEnvironment())
    {
        m_process.setProcessEnvironment(environment);
        m_process.start(serverProgram(), arguments);
    }
    ~Serving()
    {
        m_process.kill();
        m_process.waitForFinished(patience);
    }

    // The next line on standard output; empty when the program ended instead.
    QString line()
    {
        while (!m_process.canReadLine()) {
            if (!m_process.waitForReadyRead(patience) && !m_process.canReadLine())
                return {};
        }
        const QString text = QString::fromUtf8(m_process.readLine()).trimmed();
        const qsizetype at = text.indexOf(u"http");
        if (at >= 0)
            m_port = quint16(QUrl(text.mid(at)).port());
        return text;
    }
    // The next line that is not about a version that it could not switch to; how often it tries and says so
    // depends on how often the repository changes.
    QString lineOfSuccess()
    {
        QString next = line();
        while (next.startsWith(QStringLiteral("Keeping ")))
            next = line();
        return next;
    }
    quint16 port() const { return m_port; }

    qint64 pid() const { return m_process.processId(); }
    bool hasEnded() { return m_process.waitForFinished(patience); }
    int exitCode() const { return m_process.exitCode(); }

    // Waits until the log has a line with `part`.
    bool logs(const QString &part)
    {
        QElapsedTimer timer;
        timer.start();
        while (!m_log.contains(part) && timer.elapsed() < patience) {
            m_process.waitForReadyRead(50);
            m_log += QString::fromUtf8(m_process.readAllStandardError());
        }
        return m_log.contains(part);
    }
    QString log() const { return m_log; }

    // SIGTERM, then the exit code.
    int stop()
    {
        m_process.terminate();
        return m_process.waitForFinished(patience) ? m_process.exitCode() : -1;
    }

private:
    QProcess m_process;
    QString m_log;
    quint16 m_port = 0;
};

// One request on a connection of its own or on one that is kept; empty when there was no whole answer.
class Client final
{
public:
    explicit Client(quint16 port)
    {
        m_socket.connectToHost(QStringLiteral("127.0.0.1"), port);
        m_socket.waitForConnected(patience);
    }

    QByteArray ask(const QByteArray &request)
    {
        m_socket.write(request);
        QByteArray in;
        qsizetype end = -1;
        qsizetype length = 0;
        while (end < 0 || in.size() < end + length) {
            if (m_socket.bytesAvailable() == 0 && !m_socket.waitForReadyRead(patience))
                return {};
            in += m_socket.readAll();
            if (end < 0 && (end = in.indexOf("\r\n\r\n")) >= 0) {
                end += 4;
                const qsizetype at = in.indexOf("Content-Length: ");
                length = in.mid(at + 16, in.indexOf('\r', at) - at - 16).toLongLong();
            }
        }
        return in;
    }
    QByteArray get(const QByteArray &path)
    {
        return ask("GET " + path + " HTTP/1.1\r\nHost: localhost\r\n\r\n");
    }
    QByteArray predict(const QByteArray &body) { return post("/predict", body); }
    QByteArray post(const QByteArray &path, const QByteArray &body)
    {
        return ask("POST " + path + " HTTP/1.1\r\nHost: localhost\r\nContent-Length: " +
                   QByteArray::number(body.size()) + "\r\n\r\n" + body);
    }

private:
    QTcpSocket m_socket;
};

struct Ended {
    int code = -1;
    QString out;
    QString err;
};

inline Ended run(const QStringList &arguments,
                 const QProcessEnvironment &environment = QProcessEnvironment::systemEnvironment())
{
    QProcess process;
    process.setProcessEnvironment(environment);
    process.start(serverProgram(), arguments);
    Ended ended;
    if (process.waitForFinished(patience) && process.exitStatus() == QProcess::NormalExit)
        ended.code = process.exitCode();
    ended.out = QString::fromUtf8(process.readAllStandardOutput());
    ended.err = QString::fromUtf8(process.readAllStandardError());
    return ended;
}

} // namespace vitrine::test
