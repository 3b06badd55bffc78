// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/serving/servedversion.h"

#include "core/artifact/objectstore.h"
#include "core/base/text.h"
#include "core/serving/jsontext.h"
#include "core/serving/listenoptions.h"
#include "core/serving/parallelengine.h"
#include "core/serving/requestparser.h"

#include <QFileInfo>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>

#include <algorithm>
#include <chrono>
#include <cmath>
#include <variant>

using namespace Qt::StringLiterals;

namespace vitrine::serving {

namespace {

std::string toText(const QJsonObject &object)
{
    return QJsonDocument(object).toJson(QJsonDocument::Compact).toStdString();
}

// What model.yaml says, without what is served elsewhere and what only concerns this machine.
QJsonObject userMetadata(const registry::Metadata &metadata)
{
    QJsonObject user = metadata.all;
    user.remove(u"prototype"_s);
    user.remove(u"serving"_s);
    return user;
}

QJsonArray requiredPackages(const registry::Metadata &metadata)
{
    QJsonArray packages;
    for (auto it = metadata.packages.begin(); it != metadata.packages.end(); ++it)
        packages << it.key();
    return packages;
}

QJsonObject metadataDocument(const VersionSource &source)
{
    return {{u"user"_s, userMetadata(source.metadata)},
            {u"version"_s, source.version},
            {u"url"_s, source.url.isEmpty() ? QJsonValue() : QJsonValue(source.url)},
            {u"required_pkgs"_s, requiredPackages(source.metadata)},
            {u"model"_s, source.model},
            {u"stage"_s, source.stage.isEmpty() ? QJsonValue() : QJsonValue(source.stage)},
            {u"commit"_s, source.commit.isEmpty() ? QJsonValue() : QJsonValue(source.commit)}};
}

// An R list without names is [], and NULL stands for no packages.
std::string metadataForR(QJsonObject document)
{
    if (document.value(u"user"_s).toObject().isEmpty())
        document.insert(u"user"_s, QJsonArray());
    if (document.value(u"required_pkgs"_s).toArray().isEmpty())
        document.insert(u"required_pkgs"_s, QJsonValue());
    return toText(document);
}

void appendFallback(std::string &out, const ColumnSpec &column)
{
    switch (column.type) {
    case format::ColumnType::Number:
    case format::ColumnType::Integer: out += '0'; return;
    case format::ColumnType::Boolean: out += "false"; return;
    case format::ColumnType::Date: out += "\"2024-01-31\""; return;
    case format::ColumnType::DateTime: out += "\"2024-01-31T12:00:00Z\""; return;
    case format::ColumnType::String:
    case format::ColumnType::Category:
    case format::ColumnType::OrderedCategory:
        appendText(out, column.levels.empty() ? "text" : column.levels.front());
        return;
    }
}

std::string exampleRowOf(const Schema &schema, const format::Prototype &prototype)
{
    std::string row = "{";
    for (std::size_t i = 0; i < schema.columns.size(); ++i) {
        row += i > 0 ? "," : "";
        appendKey(row, schema.columns[i].name);
        const auto index = static_cast<qsizetype>(i);
        const QJsonValue example =
            index < prototype.columns.size() ? prototype.columns[index].example : QJsonValue();
        if (example.isUndefined() || example.isNull()) {
            appendFallback(row, schema.columns[i]);
            continue;
        }
        const QByteArray list = QJsonDocument(QJsonArray{example}).toJson(QJsonDocument::Compact);
        row += list.mid(1, list.size() - 2).toStdString();
    }
    return row + '}';
}

Result<> verifyChecksum(const VersionSource &source, const Job &job)
{
    if (source.sha256.isEmpty())
        return {};
    VT_TRY(const QString found, artifact::sha256OfFile(source.path, job));
    if (found == source.sha256)
        return {};
    return Error{
        Error::Code::Corrupt,
        Text::tr(
            "The stored file of %1@%2 is damaged: its checksum differs from the one that was registered. "
            "Fetch it again from a remote or another copy of the library.")
            .arg(source.model, source.version),
        Text::tr("%1: expected %2, found %3").arg(source.path, source.sha256, found)};
}

constexpr int rounds = 5;
constexpr std::size_t severalRows = 16;

// The shortest of a few calls with the example repeated `rows` times, in microseconds.
std::variant<double, Failure> timeOf(const ServedVersion &served, std::size_t rows)
{
    RequestParser parser;
    Frame frame;
    Faults faults;
    Output output;
    std::string body = "[";
    for (std::size_t i = 0; i < rows; ++i)
        body += (i > 0 ? "," : "") + served.exampleRow;
    body += ']';
    parser.readRows({body, 0}, served.schema(), RowLists::Refused, frame, faults);
    auto fastest = std::chrono::nanoseconds::max();
    for (int i = 0; i < rounds; ++i) {
        const auto begin = std::chrono::steady_clock::now();
        if (auto failure = served.engine->predict(frame, Wanted::Everything, output))
            return *failure;
        fastest = std::min<std::chrono::nanoseconds>(fastest, std::chrono::steady_clock::now() - begin);
    }
    return static_cast<double>(fastest.count()) / 1000.0;
}

Result<> checkExample(const ServedVersion &served)
{
    RequestParser parser;
    Frame frame;
    Faults faults;
    const std::string body = '[' + served.exampleRow + ']';
    parser.readRows({body, 0}, served.schema(), RowLists::Refused, frame, faults);
    if (faults.isEmpty())
        return {};
    return Error{Error::Code::InvalidArgument,
                 Text::tr("The examples in the prototype of %1@%2 do not fit it: %3")
                     .arg(QString::fromStdString(served.model), QString::fromStdString(served.version),
                          QString::fromStdString(faultMessage(faults, served.schema()))),
                 {}};
}

bool hasExamples(const format::Prototype &prototype)
{
    return std::all_of(prototype.columns.begin(), prototype.columns.end(), [](const format::Column &column) {
        return !column.example.isUndefined() && !column.example.isNull();
    });
}

// The first calls allocate; a model that cannot answer its own example is better known now than at the first
// request.
Result<> warmUp(ServedVersion &served, bool hasExamples)
{
    if (served.schema().columns.empty())
        return {};
    VT_CHECK(checkExample(served));
    const auto one = timeOf(served, 1);
    const Failure *failure = std::get_if<Failure>(&one);
    // Made-up values may be none that the model knows; examples of the prototype must be.
    if (failure != nullptr && failure->kind == Failure::Kind::Input && !hasExamples)
        return {};
    if (failure != nullptr)
        return Error{Error::Code::InvalidArgument,
                     Text::tr("%1@%2 cannot answer the example in its prototype: %3")
                         .arg(QString::fromStdString(served.model), QString::fromStdString(served.version),
                              QString::fromStdString(failure->message)),
                     {}};
    served.pace.call = std::get<double>(one);
    served.pace.row = served.pace.call;
    const auto several = timeOf(served, severalRows);
    if (const double *took = std::get_if<double>(&several))
        served.pace.row = std::max(0.0, (*took - served.pace.call) / double(severalRows - 1));
    served.bytesPerRow = static_cast<double>(served.exampleRow.size()) + 1;
    return {};
}

} // namespace

void useAllCores(ServedVersion &served)
{
    constexpr double worthwhile = 300; // microseconds for a part
    constexpr std::size_t longestRequest =
        10'000; // rows; with models that need more, reading them takes longer
    const unsigned cores = availableCores();
    const EngineDescription &description = served.engine->description();
    const double least = worthwhile / std::max(0.001, served.pace.row);
    if (cores < 2 || description.waits || description.lanes > 0 || least > longestRequest)
        return;
    served.engine = std::make_unique<ParallelEngine>(std::move(served.engine), cores,
                                                     static_cast<std::size_t>(std::ceil(least)));
}

void joinRequests(ServedVersion &served)
{
    if (!served.pace.gainsFromBatches())
        return;
    const std::size_t lanes = served.engine->description().lanes;
    served.batcher =
        std::make_unique<Batcher>(*served.engine, lanes > 0 ? lanes : availableCores(), served.counters);
}

Result<std::shared_ptr<ServedVersion>> loadVersion(const VersionSource &source, ServerMetrics &metrics,
                                                   const Job &job)
{
    VT_CHECK(verifyChecksum(source, job));
    auto served = std::make_shared<ServedVersion>();
    EngineOptions options = source.engine;
    options.sha256 = source.sha256;
    auto engine = loadEngine(source.path, source.metadata.prototype, options);
    if (!engine) {
        // Objects are stored under their hash; people know the file by its name, and no local path leaves
        // here.
        Error error = engine.error();
        if (!source.fileName.isEmpty()) {
            error.message.replace(QFileInfo(source.path).fileName(), source.fileName);
            error.detail.replace(source.path, source.fileName);
        }
        return error.within(Text::tr("Cannot serve %1@%2").arg(source.model, source.version));
    }
    served->engine = std::move(engine).value();
    served->model = source.model.toStdString();
    served->version = source.version.toStdString();
    served->stage = source.stage.toStdString();
    served->commit = source.commit.toStdString();
    served->title = source.metadata.title.toStdString();
    served->description = source.metadata.description.toStdString();
    served->hasPrototype = !source.metadata.prototype.isEmpty();
    const QJsonObject document = metadataDocument(source);
    served->metadataPython = toText(document);
    served->metadataR = metadataForR(document);
    if (served->hasPrototype) {
        served->prototypePython = format::toVetiverPython(source.metadata.prototype).toStdString();
        served->prototypeR = format::toVetiverR(source.metadata.prototype).toStdString();
    }
    if (!source.url.isEmpty())
        appendText(served->pinUrl, source.url.toStdString());
    served->exampleRow = exampleRowOf(served->schema(), source.metadata.prototype);
    VT_CHECK(warmUp(*served, hasExamples(source.metadata.prototype)));
    served->counters = metrics.of(served->model, served->version);
    useAllCores(*served);
    joinRequests(*served);
    return served;
}

} // namespace vitrine::serving
