// SPDX-License-Identifier: GPL-3.0-or-later
// What real clients sent to vetiver's and MLflow's servers, sent to ours: what theirs accepted is accepted,
// with as many answers, and what they refused is refused but for the leniencies listed here.
#include "core/serving/onnxlibrary.h"
#include "tests/core/serving/desk.h"
#include "tests/support/shareddata.h"

#include <QFile>
#include <QJsonArray>
#include <QTest>

using namespace Qt::StringLiterals;
using namespace vitrine;
using namespace vitrine::serving;
using test::bodyOf;

namespace {

// Answers every row with 1; its columns are those of the server whose exchange is replayed.
class AnyEngine final : public Engine
{
public:
    explicit AnyEngine(const format::Prototype &prototype) : m_schema(schemaOf(prototype)) {}
    const EngineDescription &description() const override { return m_description; }
    const Schema &schema() const override { return m_schema; }
    std::optional<Failure> predict(const Frame &frame, Wanted, Output &output) const override
    {
        output = {};
        output.rows = frame.rows();
        output.columns.resize(1);
        output.columns.front().numbers.assign(frame.rows(), 1);
        return {};
    }
    std::optional<Failure> infer(std::span<const Tensor>, std::vector<Tensor> &) const override { return {}; }

private:
    Schema m_schema;
    EngineDescription m_description;
};

class AnyDesk final
{
public:
    explicit AnyDesk(const format::Prototype &prototype, Flavour flavour)
        : m_router(m_catalogue, m_metrics, RouterOptions{{}, flavour, 0, nullptr})
    {
        auto version = std::make_shared<ServedVersion>();
        version->model = "any";
        version->version = "v1";
        version->engine = std::make_unique<AnyEngine>(prototype);
        version->hasPrototype = true;
        version->counters = m_metrics.of("any", "v1");
        m_catalogue.add("any").exchange(version);
    }
    Response post(std::string_view target, std::string_view body, std::string_view contentType)
    {
        Request request;
        request.method = Method::Post;
        request.target = target;
        request.body = body;
        request.contentType = contentType;
        request.host = "localhost";
        Response response;
        m_router.handle(request, m_workspace, response);
        return response;
    }

private:
    ServerMetrics m_metrics;
    Catalogue m_catalogue;
    Router m_router;
    Workspace m_workspace;
};

// One exchange of either file.
struct Exchanged {
    QString server;
    QString name;
    QString method;
    QString path;
    QString contentType;
    QString body;
    int status = 0;
    QString response;
};

QList<Exchanged> exchangesIn(const QString &path)
{
    QFile file(path);
    QList<Exchanged> found;
    if (!file.open(QIODevice::ReadOnly))
        return found;
    while (!file.atEnd()) {
        const QJsonObject one = QJsonDocument::fromJson(file.readLine()).object();
        const QJsonObject headers = one[u"headers"_s].toObject();
        found.append({one[u"server"_s].toString(), one[u"case"_s].toString(one[u"note"_s].toString()),
                      one[u"method"_s].toString(), one[u"path"_s].toString(),
                      one[u"case"_s].isUndefined() ? headers[u"Content-Type"_s].toString()
                                                   : one[u"content_type"_s].toString(),
                      one[u"body"_s].toString(), one[u"status"_s].toInt(), one[u"response"_s].toString()});
    }
    return found;
}

// Rows in an answer, whatever its form; -1: it cannot be said.
qsizetype rowsIn(const QString &text)
{
    const QJsonDocument document = QJsonDocument::fromJson(text.toUtf8());
    if (document.isArray())
        return document.array().size();
    const QJsonObject object = document.object();
    if (object.size() != 1)
        return -1;
    const QJsonValue only = *object.begin();
    return only.isArray() ? only.toArray().size() : 1; // R unboxes a single answer
}

Flavour flavourOf(const QString &server)
{
    return server.startsWith(u"r:") || server.startsWith(u"vetiver-r") ? Flavour::R : Flavour::Python;
}

} // namespace

class tst_CapturedExchanges final : public QObject
{
    Q_OBJECT
private slots:
    void whatWasAcceptedIsAccepted_data();
    void whatWasAcceptedIsAccepted();
};

void tst_CapturedExchanges::whatWasAcceptedIsAccepted_data()
{
    QTest::addColumn<QString>("file");
    QTest::newRow("captures") << u"rest/captures.jsonl"_s;
    QTest::newRow("transcripts") << u"rest/vetiver_transcripts.jsonl"_s;
}

void tst_CapturedExchanges::whatWasAcceptedIsAccepted()
{
    QFETCH(QString, file);
    VT_NEED_SHARED(path, file);
    const QList<Exchanged> all = exchangesIn(path);
    QVERIFY(!all.isEmpty());
    QHash<QString, format::Prototype> prototypes;
    for (const Exchanged &one : all) {
        if (one.path != u"/prototype" || one.status != 200)
            continue;
        if (const auto prototype = format::prototypeFromJson(one.response.toUtf8()))
            prototypes.insert(one.server, *prototype);
    }
    int accepted = 0;
    int refused = 0;
    QStringList lenient;
    QStringList wrong;
    for (const Exchanged &one : all) {
        const bool predicts = one.path.startsWith(u"/predict") && one.method == u"POST";
        if (!predicts || !prototypes.contains(one.server) || one.path == u"/predict_proba")
            continue;
        // Servers that check nothing take what their model takes; a body that was cut off in the recording.
        if (one.server.contains(u"nocheck") || one.server.contains(u"check_prototype=False") ||
            one.name == u"predict_1000rows")
            continue;
        // To R a number beyond a double is infinite; we say that it is too large.
        if (one.name == u"predict_int_overflow")
            continue;
        AnyDesk desk(prototypes.value(one.server), flavourOf(one.server));
        const std::string type = one.contentType.toStdString();
        const std::string body = one.body.toStdString();
        const Response response = desk.post("/predict", body, type);
        const QString line = u"%1 %2 [%3] %4: theirs %5, ours %6 %7"_s
                                 .arg(one.server, one.name, one.contentType, one.body.left(80))
                                 .arg(one.status)
                                 .arg(response.status)
                                 .arg(bodyOf(response).left(160));
        const bool theirs = one.status == 200;
        const bool ours = response.status == 200;
        if (response.status >= 500 || (theirs && !ours))
            wrong << line;
        else if (!theirs && ours)
            lenient << line;
        else if (theirs && rowsIn(one.response) >= 0 && rowsIn(one.response) != rowsIn(bodyOf(response)))
            wrong << line;
        accepted += theirs && ours ? 1 : 0;
        refused += !theirs && !ours ? 1 : 0;
    }
    qInfo("%d accepted by both, %d refused by both, %d by them only:\n%s", accepted, refused,
          int(lenient.size()), qPrintable(lenient.join(u'\n')));
    QVERIFY2(wrong.isEmpty(), qPrintable(wrong.join(u'\n')));
    QVERIFY(accepted > 10);
    QVERIFY(refused > 10);
}

QTEST_GUILESS_MAIN(tst_CapturedExchanges)
#include "tst_capturedexchanges.moc"
