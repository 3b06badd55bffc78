// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/monitor/alert/alerthook.h"

#include "core/base/text.h"

#include <QCoreApplication>
#include <QJsonDocument>
#include <QJsonObject>
#include <QNetworkAccessManager>
#include <QNetworkReply>
#include <QProcess>
#include <QThread>
#include <QTimer>

#include <cmath>
#include <memory>

using namespace Qt::StringLiterals;

namespace vitrine::monitor {

namespace {

QString numberText(double value)
{
    return std::isnan(value) ? QString() : QString::number(value, 'g', 6);
}

Error failed(const AlertHook &hook, const QString &why)
{
    return {Error::Code::Io, Text::tr("An alert could not be delivered: %1 %2.").arg(hook.label(), why), {}};
}

Result<> run(const AlertHook &hook, const AlertNotice &notice, std::chrono::milliseconds patience)
{
    const QStringList words = commandWords(hook.command, notice);
    QProcess process;
    process.setStandardOutputFile(QProcess::nullDevice());
    process.setStandardErrorFile(QProcess::nullDevice());
    process.start(words.first(), words.sliced(1));
    if (!process.waitForStarted(int(patience.count())))
        return failed(hook, Text::tr("could not be started; is it installed?"));
    process.write(alertNoticeJson(notice));
    process.closeWriteChannel();
    if (!process.waitForFinished(int(patience.count()))) {
        process.kill();
        process.waitForFinished(1000);
        return failed(hook, Text::tr("did not end within %1 s").arg(patience.count() / 1000));
    }
    if (process.exitStatus() != QProcess::NormalExit || process.exitCode() != 0)
        return failed(hook, Text::tr("failed with exit code %1").arg(process.exitCode()));
    return {};
}

// A thread of its own with an event loop of its own, which network access needs; the caller waits for it.
class PostThread final : public QThread
{
public:
    PostThread(const QNetworkRequest &request, const QByteArray &body) : m_request(request), m_body(body) {}
    int status() const { return m_status; }
    bool isAnswered() const { return m_status > 0; }

protected:
    void run() override
    {
        QNetworkAccessManager network;
        const std::unique_ptr<QNetworkReply> reply(network.post(m_request, m_body));
        QObject::connect(reply.get(), &QNetworkReply::finished, reply.get(), [this] { quit(); });
        if (!reply->isFinished())
            exec();
        m_status = reply->attribute(QNetworkRequest::HttpStatusCodeAttribute).toInt();
    }

private:
    QNetworkRequest m_request;
    QByteArray m_body;
    int m_status = 0;
};

Result<> post(const AlertHook &hook, const AlertNotice &notice, std::chrono::milliseconds patience)
{
    const QString address =
        hook.webhookFrom.isEmpty() ? hook.webhook : qEnvironmentVariable(qPrintable(hook.webhookFrom));
    const QUrl url(address.trimmed(), QUrl::StrictMode);
    if (!url.isValid() || url.host().isEmpty() || (url.scheme() != u"https" && url.scheme() != u"http"))
        return failed(hook, hook.webhookFrom.isEmpty() ? Text::tr("is not an http or https address")
                                                       : Text::tr("is not set to an http or https address"));
    QNetworkRequest request(url);
    request.setHeader(QNetworkRequest::ContentTypeHeader, u"application/json"_s);
    request.setHeader(QNetworkRequest::UserAgentHeader, u"Vitrine"_s);
    request.setAttribute(QNetworkRequest::RedirectPolicyAttribute, QNetworkRequest::ManualRedirectPolicy);
    request.setTransferTimeout(int(patience.count()));
    if (!hook.tokenFrom.isEmpty()) {
        const QByteArray token = qgetenv(qPrintable(hook.tokenFrom));
        if (token.isEmpty())
            return failed(hook, Text::tr("needs a token, but $%1 is not set").arg(hook.tokenFrom));
        request.setRawHeader("Authorization", "Bearer " + token);
    }
    PostThread thread(request, alertNoticeJson(notice));
    thread.start();
    thread.wait();
    if (!thread.isAnswered())
        return failed(hook, Text::tr("did not answer"));
    if (thread.status() < 200 || thread.status() > 299)
        return failed(hook, Text::tr("answered with status %1").arg(thread.status()));
    return {};
}

} // namespace

QByteArray alertNoticeJson(const AlertNotice &notice)
{
    const auto numberOrNull = [](double value) {
        return std::isfinite(value) ? QJsonValue(value) : QJsonValue();
    };
    const QJsonObject json{{u"kind"_s, alertNoticeKindName(notice.kind)},
                           {u"model"_s, notice.model},
                           {u"version"_s, notice.version},
                           {u"rule"_s, notice.rule},
                           {u"severity"_s, alertSeverityName(notice.severity)},
                           {u"value"_s, numberOrNull(notice.value)},
                           {u"threshold"_s, numberOrNull(notice.threshold)},
                           {u"period"_s, notice.period.toString(Qt::ISODate)},
                           {u"text"_s, notice.text},
                           {u"message"_s, notice.message}};
    return QJsonDocument(json).toJson(QJsonDocument::Compact);
}

QStringList commandWords(const QStringList &command, const AlertNotice &notice)
{
    const QList<std::pair<QString, QString>> values{
        {u"{kind}"_s, alertNoticeKindName(notice.kind)},
        {u"{model}"_s, notice.model},
        {u"{version}"_s, notice.version},
        {u"{rule}"_s, notice.rule},
        {u"{severity}"_s, alertSeverityName(notice.severity)},
        {u"{value}"_s, numberText(notice.value)},
        {u"{threshold}"_s, numberText(notice.threshold)},
        {u"{period}"_s, notice.period.toString(Qt::ISODate)},
        {u"{text}"_s, notice.text},
        {u"{message}"_s, notice.message},
    };
    QStringList words;
    for (const QString &word : command) {
        QString result;
        // From left to right, once: what a value contains is not replaced again.
        for (qsizetype at = 0; at < word.size();) {
            const QStringView rest = QStringView(word).sliced(at);
            const auto found = std::find_if(values.begin(), values.end(),
                                            [&](const auto &value) { return rest.startsWith(value.first); });
            result += found == values.end() ? QString(word[at]) : found->second;
            at += found == values.end() ? 1 : found->first.size();
        }
        words << result;
    }
    return words;
}

Result<> deliver(const AlertHook &hook, const AlertNotice &notice, std::chrono::milliseconds patience)
{
    return hook.command.isEmpty() ? post(hook, notice, patience) : run(hook, notice, patience);
}

} // namespace vitrine::monitor
