// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/format/inspection.h"

#include <QJsonArray>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace vitrine::format {

namespace {

QJsonValue textOrNull(const QString &text)
{
    return text.isEmpty() ? QJsonValue() : QJsonValue(text);
}

QJsonArray toJson(const QList<ModelPort> &ports)
{
    QJsonArray list;
    for (const ModelPort &port : ports) {
        QJsonArray shape;
        for (const qint64 size : port.shape)
            shape.append(size);
        QJsonObject object{{u"name"_s, port.name}, {u"type"_s, textOrNull(port.type)}, {u"shape"_s, shape}};
        if (!port.levels.isEmpty())
            object.insert(u"levels"_s, QJsonArray::fromStringList(port.levels));
        list.append(object);
    }
    return list;
}

} // namespace

QString severityName(Finding::Severity severity)
{
    switch (severity) {
    case Finding::Severity::Info: return u"info"_s;
    case Finding::Severity::Suspicious: return u"suspicious"_s;
    case Finding::Severity::Dangerous: break;
    }
    return u"dangerous"_s;
}

void Inspection::add(Finding::Severity severity, const QString &kind, const QString &name, const QString &why,
                     qint64 offset)
{
    findings.append({severity, kind, name, offset, why});
}

bool Inspection::has(Finding::Severity severity) const
{
    return std::any_of(findings.begin(), findings.end(),
                       [severity](const Finding &finding) { return finding.severity == severity; });
}

QJsonObject toJson(const Inspection &inspection)
{
    QJsonArray findings;
    for (const Finding &finding : inspection.findings) {
        findings.append(
            QJsonObject{{u"severity"_s, severityName(finding.severity)},
                        {u"kind"_s, finding.kind},
                        {u"name"_s, finding.name},
                        {u"offset"_s, finding.offset < 0 ? QJsonValue() : QJsonValue(finding.offset)},
                        {u"why"_s, finding.why}});
    }
    return {{u"format"_s, formatName(inspection.format)},
            {u"framework"_s, textOrNull(inspection.framework)},
            {u"task"_s, textOrNull(inspection.task)},
            {u"inputs"_s, toJson(inspection.inputs)},
            {u"outputs"_s, toJson(inspection.outputs)},
            {u"parameters"_s, inspection.parameters < 0 ? QJsonValue() : QJsonValue(inspection.parameters)},
            {u"size"_s, inspection.size},
            {u"metadata"_s, inspection.metadata},
            {u"can_run_code"_s, inspection.canRunCode},
            {u"findings"_s, findings}};
}

} // namespace vitrine::format
