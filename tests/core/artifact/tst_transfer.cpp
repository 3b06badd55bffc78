// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/artifact/transfer.h"

#include "tests/support/scratchrepo.h"

#include <QCryptographicHash>
#include <QDir>
#include <QFile>
#include <QFileInfo>
#include <QTemporaryDir>
#include <QTest>

using namespace Qt::StringLiterals;
using namespace vitrine;
using namespace vitrine::artifact;
using test::ScratchRepo;

namespace {

QString md5Of(const QByteArray &content)
{
    return QString::fromLatin1(QCryptographicHash::hash(content, QCryptographicHash::Md5).toHex());
}

QByteArray read(const QString &path)
{
    QFile file(path);
    return file.open(QIODevice::ReadOnly) ? file.readAll() : "cannot be read"_ba;
}

// What `dvc add` leaves: the content in the cache, and a small file that names it.
QString cached(ScratchRepo &repo, const QByteArray &content, const QString &suffix = {},
               const QString &cache = u".dvc/cache/files/md5"_s)
{
    const QString md5 = md5Of(content) + suffix;
    repo.writeFile(cache + u'/' + md5.left(2) + u'/' + md5.mid(2), content);
    return md5;
}

QByteArray dvcFile(const QString &path, const QString &md5, qint64 size)
{
    return u"outs:\n- md5: %1\n  size: %2\n  hash: md5\n  path: %3\n"_s.arg(md5).arg(size).arg(path).toUtf8();
}

QString text(const QList<Content> &contents)
{
    QStringList lines;
    for (const Content &content : contents) {
        const QString place = content.place == Place::Git     ? u"git"_s
                              : content.place == Place::Store ? u"store"_s
                                                              : u"dvc"_s;
        lines << u"%1 %2 %3%4"_s.arg(content.path, place)
                     .arg(content.size)
                     .arg(content.isPresent() ? QString() : u" missing"_s);
    }
    return lines.join(u'\n');
}

} // namespace

class tst_Transfer final : public QObject
{
    Q_OBJECT
private slots:
    void initTestCase();
    void init();
    void plainBlobsAreReadFromGit();
    void pointersLeadToTheStore();
    void filesOfARealLfsRepositoryAreFound();
    void objectsThatAreNotDownloadedSaySo();
    void damagedPointersAreNamed();
    void whatIsNoFileIsRefused();
    void theStorageSettingIsFollowed();
    void dvcFilesLeadToTheCache();
    void dvcDirectoriesAreExpanded();
    void dvcDirectoriesThatAreNotDownloadedAreListedWhole();
    void dvcLocksLeadToTheCache();
    void dvcCachesElsewhereAreFound();
    void truncatedCacheEntriesAreMissing();
    void everyFileOfAFolderIsListed();
    void aDamagedDvcFileIsNamedWhenNothingElseHasTheFile();

private:
    Transfer transfer() const { return Transfer(*m_repository); }
    Result<Content> locate(const QString &path) const
    {
        return transfer().locate(m_repository->info().head, path);
    }
    void open();
    QString materialised(const Content &content) const;

    std::unique_ptr<ScratchRepo> m_repo;
    std::unique_ptr<QTemporaryDir> m_out;
    std::optional<git::Repository> m_repository;
};

void tst_Transfer::initTestCase()
{
    // A DVC configuration of the person who runs the tests must not matter.
    static const QTemporaryDir home;
    qputenv("XDG_CONFIG_HOME", home.path().toUtf8());
}

void tst_Transfer::init()
{
    m_repo = std::make_unique<ScratchRepo>();
    m_out = std::make_unique<QTemporaryDir>();
    m_repo->commitFile(u"README.md"_s, "A repository\n", u"Begin"_s);
    open();
}

void tst_Transfer::open()
{
    auto repository = git::Repository::open(m_repo->path());
    QVERIFY(repository);
    m_repository.emplace(*std::move(repository));
}

QString tst_Transfer::materialised(const Content &content) const
{
    const QString target = m_out->filePath(u"out.bin"_s);
    QFile::remove(target);
    const auto done = transfer().materialise(content, target, false);
    return done ? QString::fromUtf8(read(target)) : u"error: "_s + done.error().message;
}

void tst_Transfer::plainBlobsAreReadFromGit()
{
    m_repo->commitFile(u"models/a.bin"_s, "the model", u"Add"_s);
    m_repo->commitFile(u"models/empty.bin"_s, {}, u"Add nothing"_s);
    open();
    const auto content = locate(u"models/a.bin"_s);
    QVERIFY(content);
    QCOMPARE(text({*content}), u"models/a.bin git 9"_s);
    QCOMPARE(content->blob, m_repo->git({u"rev-parse"_s, u"HEAD:models/a.bin"_s}));
    QCOMPARE(materialised(*content), u"the model"_s);
    const auto empty = locate(u"models/empty.bin"_s);
    QVERIFY(empty);
    QCOMPARE(text({*empty}), u"models/empty.bin git 0"_s);
    QCOMPARE(materialised(*empty), QString());
}

void tst_Transfer::pointersLeadToTheStore()
{
    ObjectStore store(m_repo->gitDir());
    const auto pointer = store.putBytes("large, so to say");
    QVERIFY(pointer);
    m_repo->commitFile(u"a.onnx"_s, toText(*pointer), u"Add"_s);
    open();
    const auto content = locate(u"a.onnx"_s);
    QVERIFY(content);
    QCOMPARE(text({*content}), u"a.onnx store 16"_s);
    QCOMPARE(content->sha256, pointer->sha256);
    QCOMPARE(content->file, store.pathOf(pointer->sha256));
    QCOMPARE(materialised(*content), u"large, so to say"_s);
}

void tst_Transfer::filesOfARealLfsRepositoryAreFound()
{
    m_repo->git({u"lfs"_s, u"install"_s, u"--local"_s});
    m_repo->git({u"lfs"_s, u"track"_s, u"*.onnx"_s});
    const QByteArray model = QByteArray(100'000, 'm');
    m_repo->commitFile(u"a.onnx"_s, model, u"Add"_s);
    open();
    QVERIFY(m_repo->git({u"show"_s, u"HEAD:a.onnx"_s}).startsWith(u"version https://git-lfs"));
    const auto content = locate(u"a.onnx"_s);
    QVERIFY(content);
    QCOMPARE(text({*content}), u"a.onnx store 100000"_s);
    QCOMPARE(materialised(*content), QString::fromLatin1(model));
}

void tst_Transfer::objectsThatAreNotDownloadedSaySo()
{
    m_repo->commitFile(u"deep/a.onnx"_s, toText({QString(64, u'a'), 1'200'000'000}), u"Add"_s);
    open();
    const auto content = locate(u"deep/a.onnx"_s);
    QVERIFY(content);
    QCOMPARE(text({*content}), u"deep/a.onnx store 1200000000 missing"_s);
    const auto done = transfer().materialise(*content, m_out->filePath(u"x"_s), false);
    QVERIFY(!done);
    QCOMPARE(done.error().code, Error::Code::NotFound);
    QVERIFY2(transfer().missing(*content).message.startsWith(
                 u"a.onnx is not downloaded (1.2 GB). Run `git lfs fetch"),
             qPrintable(transfer().missing(*content).message));
}

void tst_Transfer::damagedPointersAreNamed()
{
    m_repo->commitFile(u"a.onnx"_s, "version https://git-lfs.github.com/spec/v1\noid sha256:no\nsize 1\n",
                       u"Add"_s);
    open();
    const auto content = locate(u"a.onnx"_s);
    QVERIFY(!content);
    QCOMPARE(content.error().code, Error::Code::Corrupt);
    QVERIFY(content.error().message.startsWith(u"a.onnx: "));
    // In a listing it is what it is in Git.
    const auto all = transfer().locateAll(m_repository->info().head, {});
    QVERIFY(all);
    QCOMPARE(text(*all), u"README.md git 13\na.onnx git 64"_s);
}

void tst_Transfer::whatIsNoFileIsRefused()
{
    m_repo->commitFile(u"folder/a"_s, "a", u"Add"_s);
    QVERIFY(QFile::link(u"folder/a"_s, m_repo->path() + u"/link"_s));
    m_repo->git({u"add"_s, u"link"_s});
    m_repo->git({u"update-index"_s, u"--add"_s, u"--cacheinfo"_s,
                 u"160000,%1,module"_s.arg(m_repo->git({u"rev-parse"_s, u"HEAD"_s}))});
    m_repo->git({u"commit"_s, u"-qm"_s, u"Add odd things"_s});
    open();
    QCOMPARE(locate(u"folder"_s).error().code, Error::Code::InvalidArgument);
    QCOMPARE(locate(u"link"_s).error().code, Error::Code::Unsupported);
    QCOMPARE(locate(u"module"_s).error().code, Error::Code::Unsupported);
    QCOMPARE(locate(u"nothing"_s).error().code, Error::Code::NotFound);
    QCOMPARE(locate(u"folder/nothing/at/all"_s).error().code, Error::Code::NotFound);
    QCOMPARE(text(*transfer().locateAll(m_repository->info().head, {})),
             u"README.md git 13\nfolder/a git 1"_s);
    QCOMPARE(transfer().locateAll(m_repository->info().head, u"nothing"_s).error().code,
             Error::Code::NotFound);
}

void tst_Transfer::theStorageSettingIsFollowed()
{
    m_repo->git({u"config"_s, u"lfs.storage"_s, m_out->filePath(u"store"_s)});
    open();
    QCOMPARE(transfer().store().root(), m_out->filePath(u"store"_s));
}

void tst_Transfer::dvcFilesLeadToTheCache()
{
    m_repo->writeFile(u".dvc/config"_s, {});
    const QString md5 = cached(*m_repo, "dvc content");
    m_repo->git({u"add"_s, u".dvc/config"_s});
    m_repo->commitFile(u"models/a.pkl.dvc"_s, dvcFile(u"a.pkl"_s, md5, 11), u"Add"_s);
    open();
    const auto content = locate(u"models/a.pkl"_s);
    QVERIFY2(content, content ? "" : qPrintable(content.error().message));
    QCOMPARE(text({*content}), u"models/a.pkl dvc 11"_s);
    QCOMPARE(materialised(*content), u"dvc content"_s);

    QVERIFY(QDir(m_repo->path() + u"/.dvc/cache"_s).removeRecursively());
    const auto missing = locate(u"models/a.pkl"_s);
    QVERIFY(missing);
    QCOMPARE(text({*missing}), u"models/a.pkl dvc 11 missing"_s);
    QCOMPARE(materialised(*missing),
             u"error: a.pkl (11 bytes) is not in the DVC cache. Run `dvc fetch` in %1 and try again."_s.arg(
                 m_repo->path()));
}

void tst_Transfer::dvcDirectoriesAreExpanded()
{
    m_repo->writeFile(u".dvc/config"_s, {});
    m_repo->git({u"add"_s, u".dvc/config"_s});
    const QString one = cached(*m_repo, "one");
    const QString two = cached(*m_repo, "second");
    const QString listing = cached(
        *m_repo,
        u"[{\"md5\": \"%1\", \"relpath\": \"a/one.bin\"}, {\"md5\": \"%2\", \"relpath\": \"two.bin\"}]"_s
            .arg(one, two)
            .toUtf8(),
        u".dir"_s);
    m_repo->commitFile(u"models/set.dvc"_s, dvcFile(u"set"_s, listing, 9), u"Add"_s);
    open();
    QCOMPARE(text(*transfer().locateAll(m_repository->info().head, u"models"_s)),
             u"models/set/a/one.bin dvc 3\nmodels/set/two.bin dvc 6"_s);
    QCOMPARE(text(*transfer().locateAll(m_repository->info().head, u"models/set/a"_s)),
             u"models/set/a/one.bin dvc 3"_s);
    const auto content = locate(u"models/set/a/one.bin"_s);
    QVERIFY(content);
    QCOMPARE(materialised(*content), u"one"_s);
    QCOMPARE(locate(u"models/set"_s).error().code, Error::Code::InvalidArgument);
    QCOMPARE(locate(u"models/set/three.bin"_s).error().code, Error::Code::NotFound);
}

void tst_Transfer::dvcDirectoriesThatAreNotDownloadedAreListedWhole()
{
    m_repo->commitFile(u"set.dvc"_s, dvcFile(u"set"_s, QString(32, u'a') + u".dir"_s, 12345), u"Add"_s);
    open();
    QCOMPARE(text(*transfer().locateAll(m_repository->info().head, {})),
             u"README.md git 13\nset dvc 12345 missing"_s);
    const auto inside = locate(u"set/a.bin"_s);
    QVERIFY(inside);
    QVERIFY(!inside->isPresent());
}

void tst_Transfer::dvcLocksLeadToTheCache()
{
    const QString md5 =
        cached(*m_repo, "trained", {}, u"sub/.dvc/cache"_s); // as DVC 2 kept it, in a folder of its own
    m_repo->writeFile(u"sub/.dvc/config"_s, "[core]\n");
    m_repo->git({u"add"_s, u"sub/.dvc/config"_s});
    m_repo->writeFile(u"sub/dvc.yaml"_s,
                      "stages:\n  train:\n    cmd: make\n    wdir: work\n    outs:\n    - model.pkl\n");
    m_repo->git({u"add"_s, u"sub/dvc.yaml"_s});
    m_repo->commitFile(
        u"sub/dvc.lock"_s,
        u"schema: '2.0'\nstages:\n  train:\n    cmd: make\n    outs:\n    - path: model.pkl\n      md5: %1\n"
        "      size: 7\n"_s.arg(md5)
            .toUtf8(),
        u"Train"_s);
    open();
    const auto content = locate(u"sub/work/model.pkl"_s);
    QVERIFY2(content, content ? "" : qPrintable(content.error().message));
    QCOMPARE(text({*content}), u"sub/work/model.pkl dvc 7"_s);
    QCOMPARE(materialised(*content), u"trained"_s);
    QCOMPARE(text(*transfer().locateAll(m_repository->info().head, u"sub/work"_s)),
             u"sub/work/model.pkl dvc 7"_s);
}

void tst_Transfer::dvcCachesElsewhereAreFound()
{
    const QString md5 = md5Of("shared");
    const QString shared = m_out->filePath(u"shared"_s);
    QVERIFY(QDir().mkpath(shared + u"/files/md5/"_s + md5.left(2)));
    QFile entry(shared + u"/files/md5/"_s + md5.left(2) + u'/' + md5.mid(2));
    QVERIFY(entry.open(QIODevice::WriteOnly));
    entry.write("shared");
    entry.close();
    m_repo->commitFile(u".dvc/config"_s, "[cache]\n    dir = " + shared.toUtf8() + "\n",
                       u"Share the cache"_s);
    m_repo->commitFile(u"a.pkl.dvc"_s, dvcFile(u"a.pkl"_s, md5, 6), u"Add"_s);
    open();
    QVERIFY(locate(u"a.pkl"_s)->isPresent());

    // A bare clone has no cache of its own, but the shared one.
    m_repo->git({u"clone"_s, u"-q"_s, u"--bare"_s, m_repo->path(), m_out->filePath(u"bare.git"_s)});
    const auto bare = git::Repository::open(m_out->filePath(u"bare.git"_s));
    QVERIFY(bare);
    QVERIFY(Transfer(*bare).locate(bare->info().head, u"a.pkl"_s)->isPresent());

    // The local configuration wins over the committed one, and is relative to its folder.
    m_repo->writeFile(u".dvc/config.local"_s, "[cache]\n    dir = ../elsewhere\n");
    QVERIFY(!locate(u"a.pkl"_s)->isPresent());
    cached(*m_repo, "shared", {}, u"elsewhere/files/md5"_s);
    QVERIFY(locate(u"a.pkl"_s)->isPresent());
}

void tst_Transfer::truncatedCacheEntriesAreMissing()
{
    m_repo->commitFile(u".dvc/config"_s, "[core]\n", u"Begin DVC"_s);
    const QString md5 = cached(*m_repo, "dvc content");
    m_repo->commitFile(u"a.pkl.dvc"_s, dvcFile(u"a.pkl"_s, md5, 12), u"Add"_s);
    open();
    QCOMPARE(text({*locate(u"a.pkl"_s)}), u"a.pkl dvc 12 missing"_s);
}

void tst_Transfer::everyFileOfAFolderIsListed()
{
    const auto pointer = ObjectStore(m_repo->gitDir()).putBytes("in the store");
    QVERIFY(pointer);
    m_repo->commitFile(u".dvc/config"_s, "[core]\n", u"Begin DVC"_s);
    m_repo->commitFile(u"models/a/files/model.onnx"_s, toText(*pointer), u"Add"_s);
    m_repo->commitFile(u"models/a/files/gone.onnx"_s, toText({QString(64, u'b'), 77}), u"Add"_s);
    m_repo->commitFile(u"models/a/model.yaml"_s, "title: A\n", u"Add"_s);
    m_repo->commitFile(u"models/a/files/weights.bin.dvc"_s,
                       dvcFile(u"weights.bin"_s, cached(*m_repo, "weights"), 7), u"Add"_s);
    open();
    QCOMPARE(text(*transfer().locateAll(m_repository->info().head, u"models/a"_s)),
             u"models/a/files/gone.onnx store 77 missing\nmodels/a/files/model.onnx store 12\n"
             "models/a/files/weights.bin dvc 7\nmodels/a/model.yaml git 9"_s);
}

void tst_Transfer::aDamagedDvcFileIsNamedWhenNothingElseHasTheFile()
{
    m_repo->commitFile(u"a.pkl.dvc"_s, "outs: gone wrong\n", u"Break it"_s);
    open();
    const auto content = locate(u"a.pkl"_s);
    QVERIFY(!content);
    QCOMPARE(content.error().code, Error::Code::Corrupt);
    QVERIFY2(content.error().message.startsWith(u"a.pkl.dvc: "), qPrintable(content.error().message));
}

QTEST_GUILESS_MAIN(tst_Transfer)
#include "tst_transfer.moc"
