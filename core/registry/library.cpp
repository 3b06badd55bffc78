// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/registry/library.h"

#include "core/base/text.h"
#include "core/registry/gtotag.h"
#include "core/registry/indexpool.h"
#include "core/registry/registryreader.h"

#include <QDir>
#include <QFileInfo>
#include <QRegularExpression>

using namespace Qt::StringLiterals;

namespace vitrine::registry {

namespace {

bool isVersionText(const QString &text)
{
    static const QRegularExpression commit(u"\\A[0-9a-fA-F]{4,40}\\z"_s);
    return text == u"latest" || text == u"greatest" || SemVer::parse(text) || commit.match(text).hasMatch();
}

} // namespace

Result<ModelRef> ModelRef::parse(const QString &text)
{
    const qsizetype at = text.indexOf(u'@');
    const qsizetype hash = text.indexOf(u'#');
    const qsizetype split = at >= 0 && hash >= 0 ? std::min(at, hash) : std::max(at, hash);
    ModelRef ref;
    ref.model = split < 0 ? text : text.left(split);
    const QString rest = split < 0 ? QString() : text.mid(split + 1);
    if (!isFullName(ref.model)) {
        return Error{
            Error::Code::InvalidArgument,
            Text::tr("“%1” is not a model's name. Write NAME, NAME@VERSION or NAME#STAGE.").arg(ref.model),
            {}};
    }
    if (split < 0)
        return ref;
    if (split == hash) {
        ref.stage = rest;
        if (!isStageName(rest))
            return Error{Error::Code::InvalidArgument, Text::tr("“%1” is not a stage's name.").arg(rest), {}};
        return ref;
    }
    ref.version = rest;
    if (!isVersionText(rest)) {
        return Error{
            Error::Code::InvalidArgument,
            Text::tr("“%1” is not a version. Write it like v1.2.3, latest, greatest or a commit.").arg(rest),
            {}};
    }
    return ref;
}

QString ModelRef::text() const
{
    if (!stage.isEmpty())
        return model + u'#' + stage;
    return version.isEmpty() ? model : model + u'@' + version;
}

Library::Library(const git::RepositoryInfo &info) : m_info(info), m_pool(std::make_shared<IndexPool>(info)) {}

Result<RegistryReader> Library::reader(const Job &job) const
{
    return RegistryReader::open(m_info, m_pool, job);
}

Result<Library> Library::open(const QString &path)
{
    VT_TRY(const git::Repository repository, git::Repository::open(path));
    return Library(repository.info());
}

Result<Library> Library::create(const QString &path, bool bare, const Authorship &authorship)
{
    VT_TRY(git::Repository repository, git::Repository::create(path, bare));
    git::Repository::Transaction first;
    first.changes = {{u".gitattributes"_s,
                      QByteArray("models/*/files/** filter=lfs diff=lfs merge=lfs -text\n"),
                      {},
                      false}};
    first.message = u"Start a library of models\n\nFiles of models are kept as Git LFS objects."_s;
    first.when = authorship.when;
    first.by = authorship.by;
    VT_CHECK(repository.write(first));
    return open(path);
}

Result<> Library::reindex(const Job &job) const
{
    m_pool->discard();
    VT_CHECK(reader(job));
    return {};
}

QString Library::name() const
{
    QString folder = m_info.workTree.isEmpty() ? m_info.commonDir : m_info.workTree;
    folder = QDir::cleanPath(folder);
    const QString name = QFileInfo(folder).fileName();
    return name.endsWith(u".git") && name.size() > 4 ? name.chopped(4) : name;
}

QString Library::path() const
{
    return m_info.path;
}

QString Library::gitDir() const
{
    return m_info.commonDir;
}

QString Library::dataDir() const
{
    return QDir(m_info.commonDir).filePath(u"vitrine"_s);
}

git::RepositoryInfo Library::info() const
{
    return m_info;
}

} // namespace vitrine::registry
