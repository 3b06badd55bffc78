// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/format/archivemodels.h"

#include "core/base/text.h"
#include "core/format/pickleinspector.h"
#include "core/format/picklepolicy.h"
#include "core/format/tensorfiles.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QSet>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace vitrine::format {

namespace {

using Severity = Finding::Severity;

constexpr std::size_t maxMember = 256u << 20;
constexpr std::size_t maxJson = 64u << 20;
constexpr int maxJsonDepth = 128;

QString text(std::string_view bytes)
{
    return QString::fromUtf8(bytes.data(), static_cast<qsizetype>(bytes.size()));
}

QJsonObject jsonMember(const ZipArchive &archive, std::string_view name)
{
    const ZipArchive::Member *member = archive.findEnding(name);
    const auto content = member == nullptr ? std::nullopt : archive.read(member->name, maxJson);
    return content ? QJsonDocument::fromJson(QByteArray::fromStdString(*content)).object() : QJsonObject();
}

bool hasFolder(const ZipArchive &archive, std::string_view folder)
{
    return std::any_of(archive.members().begin(), archive.members().end(), [folder](const auto &member) {
        return member.name.find(folder) != std::string::npos;
    });
}

// By the content, because a name can say anything: pickles of protocol 2 and later begin so.
bool looksLikePickle(std::string_view bytes, std::string_view name)
{
    const bool marked = bytes.size() > 2 && bytes[0] == '\x80' && bytes[1] >= 2 && bytes[1] <= 5;
    return marked || name.ends_with(".pkl") || name.ends_with(".pickle");
}

// Raw storages of PyTorch are numbers, not looked at: torch.load reads them as such.
bool isStorage(std::string_view name)
{
    return name.find("/data/") != std::string_view::npos || name.starts_with("data/");
}

void inspectMember(const std::string &name, const Unpacked &member, Inspection &inspection)
{
    const std::string_view content = member.content;
    if (looksLikePickle(content, name)) {
        const bool main = name.ends_with("data.pkl") && !inspection.metadata.contains(u"class");
        inspectPickle(content, main ? QString() : text(name), inspection);
    } else {
        Inspection array;
        inspectNpy(content, array);
        if (array.canRunCode)
            inspectPickle(content.substr(std::min(content.find('\n'), content.size() - 1) + 1), text(name),
                          inspection);
    }
    if (!member.complete) {
        inspection.canRunCode = true;
        inspection.add(Severity::Suspicious, u"structure"_s, text(name),
                       Text::tr("This member is damaged, encrypted or too large to be looked through."));
    }
}

// skops.io writes one node an object, with the class that it would make.
class SkopsTypes final
{
public:
    void collect(const QJsonValue &value, int depth = 0)
    {
        if (depth > maxJsonDepth)
            return;
        if (value.isArray()) {
            for (const QJsonValue each : value.toArray())
                collect(each, depth + 1);
            return;
        }
        const QJsonObject object = value.toObject();
        const QString name = object.value(u"__class__").toString();
        if (!name.isEmpty())
            found.insert(object.value(u"__module__").toString() + u'\n' + name);
        for (const QJsonValue each : object)
            collect(each, depth + 1);
    }
    QSet<QString> found;
};

void inspectSkops(const ZipArchive &archive, Inspection &inspection)
{
    const QJsonObject schema = jsonMember(archive, "schema.json");
    inspection.metadata.insert(u"skops_version"_s, schema.value(u"_skops_version"));
    inspection.metadata.insert(u"class"_s, schema.value(u"__module__").toString() + u'.' +
                                               schema.value(u"__class__").toString());
    const QString module = schema.value(u"__module__").toString();
    inspection.framework = text(frameworkOfModule(module.toStdString()));
    SkopsTypes types;
    types.collect(schema);
    for (const QString &type : std::as_const(types.found)) {
        const std::string from = type.section(u'\n', 0, 0).toStdString();
        const std::string name = type.section(u'\n', 1).toStdString();
        const PickleVerdict verdict = judgePickleImport(from, name);
        if (verdict.kind == PickleVerdict::Kind::Known)
            continue;
        inspection.canRunCode = true;
        inspection.add(verdict.kind == PickleVerdict::Kind::Unknown ? Severity::Suspicious
                                                                    : Severity::Dangerous,
                       u"import"_s, text(from) + u'.' + text(name),
                       Text::tr("Loading makes one of these: %1.").arg(text(verdict.why)));
    }
}

void collectLayers(const QJsonValue &value, QStringList &layers, int depth)
{
    if (depth > maxJsonDepth || layers.size() > 10'000)
        return;
    for (const QJsonValue each : value.toObject().value(u"layers").toArray()) {
        layers.append(each.toObject().value(u"class_name").toString());
        collectLayers(each.toObject().value(u"config"), layers, depth + 1);
    }
}

void inspectKeras(const ZipArchive &archive, Inspection &inspection)
{
    inspection.framework = u"keras"_s;
    const QJsonObject metadata = jsonMember(archive, "metadata.json");
    for (auto it = metadata.begin(); it != metadata.end(); ++it)
        inspection.metadata.insert(it.key(), it.value());
    QStringList layers;
    collectLayers(jsonMember(archive, "config.json").value(u"config"), layers, 0);
    inspection.metadata.insert(u"layers"_s, QJsonArray::fromStringList(layers));
    if (layers.contains(u"Lambda")) {
        inspection.canRunCode = true;
        inspection.add(
            Severity::Dangerous, u"code"_s, u"Lambda"_s,
            Text::tr("A layer brings Python code of its own, which runs when the model is loaded."));
    }
}

void noteOddNames(const ZipArchive &archive, Inspection &inspection)
{
    for (const ZipArchive::Member &member : archive.members()) {
        const QString name = text(member.name);
        if (name.startsWith(u'/') || name.split(u'/').contains(u".."_s)) {
            inspection.add(Severity::Dangerous, u"structure"_s, name,
                           Text::tr("The archive would write outside of the folder that it is unpacked in."));
            return;
        }
    }
}

} // namespace

FileFormat sniffArchive(const ZipArchive &archive)
{
    if (archive.findEnding("schema.json") != nullptr)
        return FileFormat::Skops;
    if (archive.findEnding("data.pkl") != nullptr)
        return archive.findEnding("constants.pkl") != nullptr && hasFolder(archive, "/code/")
                   ? FileFormat::TorchScript
                   : FileFormat::Torch;
    if (archive.findEnding("config.json") != nullptr && archive.findEnding("metadata.json") != nullptr)
        return FileFormat::Keras;
    const auto &members = archive.members();
    const bool arrays =
        !members.empty() && std::all_of(members.begin(), members.end(),
                                        [](const auto &member) { return member.name.ends_with(".npy"); });
    return arrays ? FileFormat::Npz : FileFormat::Zip;
}

void inspectArchive(const ZipArchive &archive, Inspection &inspection)
{
    noteOddNames(archive, inspection);
    inspection.metadata.insert(u"members"_s, static_cast<qint64>(archive.members().size()));
    if (inspection.format == FileFormat::Skops)
        inspectSkops(archive, inspection);
    if (inspection.format == FileFormat::Keras)
        inspectKeras(archive, inspection);
    if (inspection.format == FileFormat::TorchScript) {
        inspection.canRunCode = true;
        inspection.add(Severity::Suspicious, u"code"_s, u"TorchScript"_s,
                       Text::tr("It brings code of its own, which runs when the model is used."));
    }
    const bool torch = inspection.format == FileFormat::Torch || inspection.format == FileFormat::TorchScript;
    if (torch)
        inspection.framework = u"pytorch"_s;
    const auto wants = [torch](const std::string &name, std::string_view begin) {
        return !(torch && isStorage(name)) &&
               (looksLikePickle(begin, name) || begin.starts_with("\x93NUMPY"));
    };
    archive.visit(maxMember, wants, [&](const std::string &name, const Unpacked &member) {
        inspectMember(name, member, inspection);
    });
}

} // namespace vitrine::format
