// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/registry/library.h"
#include "ui/model/metadatadraft.h"
#include "ui/services/latest.h"
#include "ui/services/services.h"
#include "ui/widgets/message.h"

#include <QHash>
#include <QTimer>
#include <QWidget>

#include <optional>

class QAction;
class QComboBox;
class QLineEdit;
class QPlainTextEdit;
class QPushButton;

namespace vitrine::ui {

class FaceStack;
class FormField;
class TextLabel;
class YamlView;

// The model's metadata as a form, with its YAML beside it. One save is one commit. What is typed but not
// saved stays while other models are looked at.
class MetadataEditor final : public QWidget
{
    Q_OBJECT
public:
    explicit MetadataEditor(Services &services, QWidget *parent = nullptr);

    void begin(const registry::Library &library, const QString &model);
    void refresh();
    bool isDirty() const { return m_loaded && m_draft.isDirty(); }
    // Models with unsaved changes, the one that is shown included.
    QStringList unsavedModels() const;
    void save();
    void discard();

signals:
    void dirtyChanged(bool dirty);
    void saved();
    void message(const vitrine::ui::Message &message);

protected:
    bool eventFilter(QObject *watched, QEvent *event) override;

private:
    struct Stored {
        QByteArray yaml;
        registry::MetadataForm form;
        QList<registry::MetadataRevision> revisions;
    };
    struct Parked {
        QByteArray yaml;
        registry::MetadataForm stored;
        MetadataDraft::Texts texts;
    };
    void buildForm();
    void buildLayout();
    void connectEditors();
    void park();
    void apply(const Result<Stored> &stored);
    void showField(MetadataDraft::Field field);
    void validate();
    void showYaml();
    void showRevision(const Stored &stored);
    void setBusy(bool busy);
    void finishSave(const QString &model, const Result<QString> &commit, const Stored &before,
                    const registry::MetadataForm &form);
    void takeBack(const registry::Library &library, const QString &model, const registry::MetadataForm &from,
                  const registry::MetadataForm &to);

    Services &m_services;
    std::optional<registry::Library> m_library;
    QString m_model;
    MetadataDraft m_draft;
    QHash<QString, Parked> m_parked; // by model
    Latest<Stored> m_load;
    bool m_loaded = false;
    bool m_saving = false;
    bool m_wasDirty = false;
    QTimer m_settle;
    QLineEdit *m_title;
    QPlainTextEdit *m_description;
    QComboBox *m_type;
    QLineEdit *m_labels;
    QLineEdit *m_owners;
    QComboBox *m_licence;
    QList<FormField *> m_fields; // in the order of MetadataDraft::Field
    YamlView *m_yaml;
    TextLabel *m_revision;
    QAction *m_undo;
    QAction *m_redo;
    QAction *m_saveAction;
    QPushButton *m_save;
    QPushButton *m_discard;
    FaceStack *m_faces;
};

} // namespace vitrine::ui
