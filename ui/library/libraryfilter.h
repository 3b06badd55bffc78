// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QMap>
#include <QStringList>
#include <QVariantMap>

namespace vitrine {
namespace lifecycle {
struct Insight;
}
namespace registry {
struct Model;
}
} // namespace vitrine

namespace vitrine::ui {

// By what models are filtered and grouped.
enum class ModelField { Type, Stage, Label, Owner, Format, Health, Retraining };
QList<ModelField> modelFields();
QString fieldTitle(ModelField field); // "Type"
QString fieldKey(ModelField field);   // "type": names it in settings
// What a model has there, several for labels, owners and stages; one empty text when it has none. `insight`
// may be null: not read yet.
QStringList fieldValues(ModelField field, const registry::Model &model, const lifecycle::Insight *insight);
// A value for people: "retraining due", "no label".
QString valueText(ModelField field, const QString &value);

// The models that have one of the chosen values in every field in which something is chosen.
class LibraryFilter final
{
public:
    bool isEmpty() const { return m_chosen.isEmpty(); }
    QStringList chosen(ModelField field) const { return m_chosen.value(field); }
    QList<ModelField> fields() const { return m_chosen.keys(); }
    void choose(ModelField field, const QStringList &values); // none: the field lets everything through
    bool accepts(const registry::Model &model, const lifecycle::Insight *insight) const;
    bool operator==(const LibraryFilter &) const = default;

    QVariantMap toMap() const;
    static LibraryFilter fromMap(const QVariantMap &map); // what it does not know is left out

private:
    QMap<ModelField, QStringList> m_chosen;
};

} // namespace vitrine::ui
