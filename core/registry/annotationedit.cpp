// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/registry/annotationedit.h"

#include <algorithm>

using namespace Qt::StringLiterals;

namespace vitrine::registry {

namespace {

constexpr qint64 maxFile = 10'000'000;

} // namespace

QList<Annotation> AnnotationEdits::File::entries() const
{
    return (form == AnnotationForm::DvcYaml ? parseDvcYaml(now) : parseArtifactsYaml(now)).value_or({});
}

bool AnnotationEdits::File::has(const QString &name) const
{
    const QList<Annotation> all = entries();
    return std::any_of(all.begin(), all.end(), [&name](const Annotation &each) { return each.name == name; });
}

AnnotationEdits::File &AnnotationEdits::fileAt(const QString &prefix, AnnotationForm form)
{
    const QString path = prefix + fileName(form);
    const auto known = m_files.find(path);
    if (known != m_files.end())
        return *known;
    File file;
    file.form = form;
    const auto text =
        m_commit.isEmpty() ? Result<QByteArray>(Error{}) : m_repository.file(m_commit, path, maxFile);
    file.exists = bool(text);
    file.before = file.now = text.value_or({});
    return *m_files.insert(path, file);
}

void AnnotationEdits::apply(const QString &model, const AnnotationChange &change, UnlessAnnotated missing)
{
    const ModelName name = ModelName::of(model);
    const QString prefix = name.directory.isEmpty() ? QString() : name.directory + u'/';
    File &gto = fileAt(prefix, AnnotationForm::ArtifactsYaml);
    File &dvc = fileAt(prefix, AnnotationForm::DvcYaml);
    QList<File *> wanted;
    for (File *file : {&gto, &dvc}) {
        if (file->has(name.name))
            wanted.append(file);
    }
    if (wanted.isEmpty() && missing == UnlessAnnotated::Add)
        wanted.append(!gto.exists && !dvc.entries().isEmpty() ? &dvc : &gto);

    AnnotationChange inFolder = change;
    if (change.path)
        inFolder.path = change.path->startsWith(prefix) ? change.path->mid(prefix.size()) : *change.path;
    for (File *file : std::as_const(wanted))
        file->now = withAnnotation(file->now, file->form, name.name, inFolder).value_or(file->now);
}

QList<git::Change> AnnotationEdits::changes() const
{
    QList<git::Change> changes;
    for (auto file = m_files.begin(); file != m_files.end(); ++file) {
        if (file->now != file->before)
            changes.append({file.key(), file->now, {}, false});
    }
    return changes;
}

AnnotationChange annotationChange(const Metadata &before, const Metadata &after)
{
    AnnotationChange change;
    if (before.description != after.description)
        change.description = after.description;
    if (before.labels != after.labels)
        change.labels = after.labels;
    return change;
}

} // namespace vitrine::registry
