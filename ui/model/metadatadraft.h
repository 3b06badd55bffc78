// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/registry/metadata.h"

#include <QObject>
#include <QUndoStack>

#include <array>

namespace vitrine::ui {

// What is being written about a model, as typed. Lists are typed with commas. Every change can be undone;
// changes of one field in a row are one step.
class MetadataDraft final : public QObject
{
    Q_OBJECT
public:
    enum Field { Title, Description, Type, Labels, Owners, Licence, FieldCount };
    using Texts = std::array<QString, FieldCount>;

    explicit MetadataDraft(QObject *parent = nullptr);

    // What is stored now: the draft becomes it and the undo history begins anew.
    void reset(const QByteArray &yaml, const registry::MetadataForm &stored);
    // What is stored changed meanwhile: fields that were not edited follow, edited ones stay.
    void rebase(const QByteArray &yaml, const registry::MetadataForm &stored);

    void set(Field field, const QString &text);
    QString text(Field field) const { return m_texts[field]; }
    registry::MetadataForm form() const;
    registry::MetadataForm stored() const { return m_stored; }
    QByteArray yaml() const { return m_yaml; } // as stored
    bool isDirty() const;
    QUndoStack *undoStack() { return &m_stack; }

    // The name of a field in registry::problems().
    static QString key(Field field);
    static Texts textsOf(const registry::MetadataForm &form);

signals:
    void changed(vitrine::ui::MetadataDraft::Field field);

private:
    friend class ChangeField;
    void put(Field field, const QString &text);

    QByteArray m_yaml;
    registry::MetadataForm m_stored;
    Texts m_texts;
    QUndoStack m_stack;
};

} // namespace vitrine::ui
