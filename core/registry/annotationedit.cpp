// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/registry/annotationedit.h"

#include <algorithm>

using namespace Qt::StringLiterals;

namespace vitrine::registry {

namespace {

constexpr qint64 maxFile = 10'000'000;

// One of the two files of a folder.
struct AnnotationFile {
    AnnotationForm form = AnnotationForm::ArtifactsYaml;
    QString path;
    bool exists = false;
    QByteArray text;
    QList<Annotation> entries;

    bool has(const QString &name) const
    {
        return std::any_of(entries.begin(), entries.end(),
                           [&name](const Annotation &each) { return each.name == name; });
    }
};

AnnotationFile fileAt(const git::Repository &repository, const git::Oid &commit, const QString &prefix,
                      AnnotationForm form)
{
    AnnotationFile file;
    file.form = form;
    file.path = prefix + fileName(form);
    const auto text =
        commit.isEmpty() ? Result<QByteArray>(Error{}) : repository.file(commit, file.path, maxFile);
    if (!text)
        return file;
    file.exists = true;
    file.text = *text;
    file.entries =
        (form == AnnotationForm::DvcYaml ? parseDvcYaml(*text) : parseArtifactsYaml(*text)).value_or({});
    return file;
}

} // namespace

QList<git::Change> annotationChanges(const git::Repository &repository, const git::Oid &commit,
                                     const QString &model, const AnnotationChange &change,
                                     UnlessAnnotated missing)
{
    const ModelName name = ModelName::of(model);
    const QString prefix = name.directory.isEmpty() ? QString() : name.directory + u'/';
    const AnnotationFile gto = fileAt(repository, commit, prefix, AnnotationForm::ArtifactsYaml);
    const AnnotationFile dvc = fileAt(repository, commit, prefix, AnnotationForm::DvcYaml);
    QList<AnnotationFile> wanted;
    for (const AnnotationFile &file : {gto, dvc}) {
        if (file.has(name.name))
            wanted.append(file);
    }
    if (wanted.isEmpty() && missing == UnlessAnnotated::Add)
        wanted.append(!gto.exists && !dvc.entries.isEmpty() ? dvc : gto);

    AnnotationChange inFolder = change;
    if (change.path)
        inFolder.path = change.path->startsWith(prefix) ? change.path->mid(prefix.size()) : *change.path;
    QList<git::Change> changes;
    for (const AnnotationFile &file : std::as_const(wanted)) {
        const auto text = withAnnotation(file.text, file.form, name.name, inFolder);
        if (text && *text != file.text)
            changes.append({file.path, *text, {}, false});
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
