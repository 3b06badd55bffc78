// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/library/libraryfilter.h"

#include "core/lifecycle/insight.h"

#include <QCoreApplication>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace vitrine::ui {

namespace {

struct Words {
    Q_DECLARE_TR_FUNCTIONS(LibraryFilter)
};

QString healthKey(lifecycle::Health::Kind kind)
{
    switch (kind) {
    case lifecycle::Health::Kind::Good: return u"good"_s;
    case lifecycle::Health::Kind::Watch: return u"watch"_s;
    case lifecycle::Health::Kind::Bad: return u"bad"_s;
    case lifecycle::Health::Kind::Unknown: break;
    }
    return {};
}

QString retrainingKey(const lifecycle::Insight &insight)
{
    if (!insight.retraining)
        return {};
    switch (insight.retraining->kind) {
    case lifecycle::RetrainingState::Kind::Due: return u"due"_s;
    case lifecycle::RetrainingState::Kind::DueSoon: return u"soon"_s;
    case lifecycle::RetrainingState::Kind::UpToDate: break;
    }
    return u"later"_s;
}

QStringList orNone(const QStringList &values)
{
    return values.isEmpty() ? QStringList{QString()} : values;
}

QString noneText(ModelField field)
{
    switch (field) {
    case ModelField::Type: return Words::tr("no type");
    case ModelField::Stage: return Words::tr("in no stage");
    case ModelField::Label: return Words::tr("no label");
    case ModelField::Owner: return Words::tr("no owner");
    case ModelField::Format: return Words::tr("unknown format");
    case ModelField::Health: return Words::tr("not known");
    case ModelField::Retraining: return Words::tr("no policy");
    }
    return {};
}

} // namespace

QList<ModelField> modelFields()
{
    return {ModelField::Type,   ModelField::Stage,  ModelField::Label,     ModelField::Owner,
            ModelField::Format, ModelField::Health, ModelField::Retraining};
}

QString fieldTitle(ModelField field)
{
    switch (field) {
    case ModelField::Type: return Words::tr("Type");
    case ModelField::Stage: return Words::tr("Stage");
    case ModelField::Label: return Words::tr("Label");
    case ModelField::Owner: return Words::tr("Owner");
    case ModelField::Format: return Words::tr("Format");
    case ModelField::Health: return Words::tr("Health");
    case ModelField::Retraining: return Words::tr("Retraining");
    }
    return {};
}

QString fieldKey(ModelField field)
{
    switch (field) {
    case ModelField::Type: return u"type"_s;
    case ModelField::Stage: return u"stage"_s;
    case ModelField::Label: return u"label"_s;
    case ModelField::Owner: return u"owner"_s;
    case ModelField::Format: return u"format"_s;
    case ModelField::Health: return u"health"_s;
    case ModelField::Retraining: return u"retraining"_s;
    }
    return {};
}

QStringList fieldValues(ModelField field, const registry::Model &model, const lifecycle::Insight *insight)
{
    switch (field) {
    case ModelField::Type: return {model.type};
    case ModelField::Stage: return orNone(model.stages.keys());
    case ModelField::Label: return orNone(model.labels);
    case ModelField::Owner: return orNone(model.owners);
    case ModelField::Format: return {model.format};
    case ModelField::Health: return {insight ? healthKey(insight->health.kind) : QString()};
    case ModelField::Retraining: return {insight ? retrainingKey(*insight) : QString()};
    }
    return {};
}

QString valueText(ModelField field, const QString &value)
{
    if (value.isEmpty())
        return noneText(field);
    if (field == ModelField::Health)
        return value == u"good"    ? Words::tr("healthy")
               : value == u"watch" ? Words::tr("unusual")
                                   : Words::tr("alert or warning");
    if (field == ModelField::Retraining)
        return value == u"due"    ? Words::tr("due")
               : value == u"soon" ? Words::tr("due soon")
                                  : Words::tr("not due");
    return value;
}

void LibraryFilter::choose(ModelField field, const QStringList &values)
{
    if (values.isEmpty())
        m_chosen.remove(field);
    else
        m_chosen.insert(field, values);
}

bool LibraryFilter::accepts(const registry::Model &model, const lifecycle::Insight *insight) const
{
    for (auto it = m_chosen.begin(); it != m_chosen.end(); ++it) {
        const QStringList values = fieldValues(it.key(), model, insight);
        if (std::none_of(values.begin(), values.end(),
                         [&](const QString &value) { return it->contains(value); }))
            return false;
    }
    return true;
}

QVariantMap LibraryFilter::toMap() const
{
    QVariantMap map;
    for (auto it = m_chosen.begin(); it != m_chosen.end(); ++it)
        map.insert(fieldKey(it.key()), *it);
    return map;
}

LibraryFilter LibraryFilter::fromMap(const QVariantMap &map)
{
    LibraryFilter filter;
    for (const ModelField field : modelFields())
        filter.choose(field, map.value(fieldKey(field)).toStringList());
    return filter;
}

} // namespace vitrine::ui
