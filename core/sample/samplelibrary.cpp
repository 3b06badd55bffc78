// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/sample/samplelibrary.h"

#include "core/base/text.h"
#include "core/sample/story.h"

#include <QDir>
#include <QFile>
#include <QFileInfo>
#include <QStandardPaths>
#include <QTemporaryDir>

using namespace Qt::StringLiterals;

namespace vitrine::sample {

namespace {

using registry::Authorship;
using registry::Library;

Result<> registerVersion(const Library &library, const StoryEvent &event, const Authorship &authorship,
                         const QDir &scratch)
{
    VT_TRY(const QByteArray bytes, resource(event.file));
    const QString file = scratch.filePath(u"model.onnx"_s);
    QFile target(file);
    if (!target.open(QIODevice::WriteOnly) || target.write(bytes) != bytes.size() || !target.flush()) {
        return Error{Error::Code::Io, Text::tr("Couldn't write %1: %2.").arg(file, target.errorString()), {}};
    }
    target.close();
    VT_TRY(const registry::SemVer version, registry::SemVer::parse(event.version));
    registry::AddRequest request;
    request.model = event.model;
    request.files = {file};
    request.version = version;
    request.message = event.message;
    VT_TRY(request.prototype, format::prototypeFromList(event.metadata.value(u"prototype")));
    request.metadata = event.metadata;
    request.metadata.remove(u"prototype"_s);
    request.card = event.card;
    request.authorship = authorship;
    VT_CHECK(library.add(request));
    return {};
}

Result<> happen(const Library &library, monitor::Store &store, const StoryEvent &event,
                const git::Person &author, const QDir &scratch)
{
    const Authorship authorship{event.date, author};
    switch (event.kind) {
    case StoryEvent::Kind::Register: return registerVersion(library, event, authorship, scratch);
    case StoryEvent::Kind::Assign: {
        VT_CHECK(library.assign(event.model, event.version, event.stage, event.message, authorship));
        return {};
    }
    case StoryEvent::Kind::Note: return library.setNote(event.model, event.version, event.note, authorship);
    case StoryEvent::Kind::Occurrence:
        return store.note({event.occurrence, event.date, event.model, event.version, {}, event.message});
    }
    return {};
}

Result<> build(const QString &path, const QDir &scratch, const Job &job)
{
    VT_TRY(const Story story, Story::read());
    const Authorship first{story.events.first().date, story.author};
    VT_TRY(const Library library, Library::create(path, true, first));
    if (!QDir().mkpath(library.dataDir()))
        return Error{Error::Code::Io, Text::tr("Couldn't create the folder %1.").arg(library.dataDir()), {}};
    VT_TRY(monitor::Store store, monitor::Store::open(library.dataDir() + u"/monitor.sqlite"_s));

    const qint64 steps = story.events.size() + story.targets.size();
    qint64 done = 0;
    for (const StoryEvent &event : story.events) {
        job.report(done++, steps);
        VT_CHECK(job.check());
        VT_CHECK(happen(library, store, event, story.author, scratch));
    }
    for (auto it = story.targets.cbegin(); it != story.targets.cend(); ++it) {
        job.report(done++, steps);
        VT_CHECK(job.check());
        VT_CHECK(store.setTarget(it.key(), it.value()));
        VT_TRY(const auto byVersion, readPredictions(it.key(), it.value()));
        for (auto version = byVersion.cbegin(); version != byVersion.cend(); ++version)
            VT_CHECK(store.append(it.key(), version.key(), version.value()));
    }
    job.report(steps, steps);
    return {};
}

} // namespace

QString defaultPath()
{
    return QStandardPaths::writableLocation(QStandardPaths::GenericDataLocation) +
           u"/vitrine/sample-library.git"_s;
}

Result<Library> create(const QString &path, const Job &job)
{
    const QFileInfo target(QDir::cleanPath(QFileInfo(path).absoluteFilePath()));
    if (target.exists() && (!target.isDir() || !QDir(target.filePath()).isEmpty())) {
        return Error{
            Error::Code::Conflict,
            Text::tr("%1 exists and is not empty. Choose a new folder for the sample library.").arg(path),
            {}};
    }
    const QString parent = target.path();
    if (!QDir().mkpath(parent))
        return Error{Error::Code::Io, Text::tr("Couldn't create the folder %1.").arg(parent), {}};
    // Built beside and renamed, so that nothing half-made is ever seen.
    const QTemporaryDir building(parent + u"/.vitrine-sample-XXXXXX"_s);
    if (!building.isValid()) {
        return Error{
            Error::Code::Io, Text::tr("Couldn't write to %1: %2.").arg(parent, building.errorString()), {}};
    }
    const QString made = building.filePath(u"library.git"_s);
    VT_CHECK(build(made, QDir(building.path()), job));
    if (target.exists())
        QDir().rmdir(target.filePath());
    if (!QDir().rename(made, target.filePath()))
        return Error{Error::Code::Io, Text::tr("Couldn't move the sample library to %1.").arg(path), {}};
    return Library::open(target.filePath());
}

} // namespace vitrine::sample
