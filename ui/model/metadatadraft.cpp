// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/model/metadatadraft.h"

#include <QUndoCommand>

#include <utility>

using namespace Qt::StringLiterals;

namespace vitrine::ui {

namespace {

QStringList listOf(const QString &text)
{
    QStringList list;
    for (const QString &item : text.split(u',')) {
        if (const QString trimmed = item.trimmed(); !trimmed.isEmpty())
            list << trimmed;
    }
    return list;
}

} // namespace

// Undo and redo are the same: swap the stored and the current text.
class ChangeField final : public QUndoCommand
{
public:
    ChangeField(MetadataDraft *draft, MetadataDraft::Field field, const QString &text)
        : m_draft(draft)
        , m_field(field)
        , m_other(text)
    {
    }
    void undo() override { swap(); }
    void redo() override { swap(); }
    int id() const override { return m_field; }
    bool mergeWith(const QUndoCommand *other) override
    {
        if (other->id() != id())
            return false;
        setObsolete(m_other == m_draft->text(m_field));
        return true;
    }

private:
    void swap()
    {
        const QString now = m_draft->text(m_field);
        m_draft->put(m_field, std::exchange(m_other, now));
    }
    MetadataDraft *m_draft;
    MetadataDraft::Field m_field;
    QString m_other;
};

MetadataDraft::MetadataDraft(QObject *parent) : QObject(parent) {}

QString MetadataDraft::key(Field field)
{
    switch (field) {
    case Title: return u"title"_s;
    case Description: return u"description"_s;
    case Type: return u"type"_s;
    case Labels: return u"labels"_s;
    case Owners: return u"owners"_s;
    case Licence: return u"licence"_s;
    case FieldCount: break;
    }
    return {};
}

MetadataDraft::Texts MetadataDraft::textsOf(const registry::MetadataForm &form)
{
    Texts texts;
    texts[Title] = form.title;
    texts[Description] = form.description;
    texts[Type] = form.type;
    texts[Labels] = form.labels.join(u", "_s);
    texts[Owners] = form.owners.join(u", "_s);
    texts[Licence] = form.licence;
    return texts;
}

registry::MetadataForm MetadataDraft::form() const
{
    registry::MetadataForm form;
    form.title = m_texts[Title].trimmed();
    form.description = m_texts[Description];
    form.type = m_texts[Type].trimmed();
    form.labels = listOf(m_texts[Labels]);
    form.owners = listOf(m_texts[Owners]);
    form.licence = m_texts[Licence].trimmed();
    return form;
}

void MetadataDraft::reset(const QByteArray &yaml, const registry::MetadataForm &stored)
{
    m_yaml = yaml;
    m_stored = stored;
    m_stack.clear();
    const Texts texts = textsOf(stored);
    for (int field = 0; field < FieldCount; ++field)
        put(static_cast<Field>(field), texts[static_cast<size_t>(field)]);
}

void MetadataDraft::rebase(const QByteArray &yaml, const registry::MetadataForm &stored)
{
    const Texts before = textsOf(m_stored);
    const Texts after = textsOf(stored);
    const Texts typed = m_texts;
    reset(yaml, stored);
    for (size_t field = 0; field < FieldCount; ++field) {
        if (typed[field] != before[field] && typed[field] != after[field])
            set(static_cast<Field>(field), typed[field]);
    }
}

void MetadataDraft::set(Field field, const QString &text)
{
    if (text != m_texts[field])
        m_stack.push(new ChangeField(this, field, text));
}

void MetadataDraft::put(Field field, const QString &text)
{
    m_texts[field] = text;
    emit changed(field);
}

bool MetadataDraft::isDirty() const
{
    return form() != m_stored;
}

} // namespace vitrine::ui
