// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/registry/versionfacts.h"

#include "core/format/modelfile.h"
#include "core/registry/metadata.h"

#include <optional>

namespace vitrine::registry {

namespace {

bool isPlainKey(QByteArrayView key)
{
    for (const char c : key) {
        const bool plain =
            (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_';
        if (!plain)
            return false;
    }
    return !key.isEmpty() && !(key.front() >= '0' && key.front() <= '9');
}

bool isPlainNumber(QByteArrayView value)
{
    for (const char c : value) {
        const bool part = (c >= '0' && c <= '9') || c == '.' || c == '-' || c == '+' || c == 'e';
        if (!part)
            return false;
    }
    return !value.isEmpty();
}

// Lines "  name: number" below "metrics:", and nothing that YAML would read in another way; else nothing.
std::optional<QMap<QString, double>> plainMetrics(const QByteArray &yaml)
{
    // In a block mapping a line without indentation is always a key of the first level; what belongs to a
    // string, a list or another mapping is indented. Only several documents could mislead.
    const qsizetype at = yaml.startsWith("metrics:\n") ? 0 : yaml.indexOf("\nmetrics:\n") + 1;
    if (at == 0 && !yaml.startsWith("metrics:\n"))
        return yaml.contains("metrics") ? std::nullopt : std::optional(QMap<QString, double>());
    const QByteArrayView before = QByteArrayView(yaml).first(at);
    for (const char *special : {"\t", "\n---", "\n...", "\n%"}) {
        if (before.contains(QByteArrayView(special)))
            return {};
    }
    if (yaml.indexOf("\nmetrics", at + 1) >= 0)
        return {};
    QMap<QString, double> metrics;
    QByteArrayView rest = QByteArrayView(yaml).sliced(at + qsizetype(sizeof("metrics:\n")) - 1);
    while (rest.startsWith("  ")) {
        const qsizetype end = rest.indexOf('\n');
        const QByteArrayView line = rest.first(end < 0 ? rest.size() : end).sliced(2);
        const qsizetype colon = line.indexOf(": ");
        if (colon < 0 || !isPlainKey(line.first(colon)) || !isPlainNumber(line.sliced(colon + 2)))
            return {};
        bool ok = false;
        const double value = line.sliced(colon + 2).toDouble(&ok);
        if (!ok)
            return {};
        metrics.insert(QString::fromUtf8(line.first(colon)), value);
        rest = rest.sliced(end < 0 ? rest.size() : end + 1);
    }
    const bool ended = rest.isEmpty() || rest.front() == '#' || isPlainKey(rest.first(1));
    return ended ? std::optional(metrics) : std::nullopt;
}

} // namespace

QMap<QString, double> metricsOf(const QByteArray &yaml)
{
    if (const auto plain = plainMetrics(yaml))
        return *plain;
    const auto metadata = parseMetadata(yaml);
    return metadata ? metadata->metrics : QMap<QString, double>();
}

VersionFacts versionFacts(const git::Repository &repository, const artifact::ObjectStore &store,
                          const git::Oid &commit, const QString &model)
{
    VersionFacts facts;
    if (const auto found = repository.commit(commit))
        facts.summary = found->summary();
    const auto folder = readModelFolder(repository, store, commit, model,
                                        [&] { return annotationsFor(repository, commit, model); });
    if (!folder)
        return facts;
    facts.tree = folder->tree;
    facts.size = folder->size();
    facts.format = format::formatOfName(folder->artefact);
    facts.metrics = metricsOf(folder->yaml);
    return facts;
}

} // namespace vitrine::registry
