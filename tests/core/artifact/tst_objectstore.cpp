// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/artifact/objectstore.h"

#include "tests/support/scratchrepo.h"

#include <QCryptographicHash>
#include <QDateTime>
#include <QDir>
#include <QDirIterator>
#include <QFile>
#include <QFileInfo>
#include <QTemporaryDir>
#include <QTest>

#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <thread>

using namespace Qt::StringLiterals;
using namespace vitrine;
using namespace vitrine::artifact;

namespace {

// Bytes that look random and are always the same.
QByteArray noise(qsizetype size, quint32 seed = 1)
{
    QByteArray bytes(size, Qt::Uninitialized);
    for (char &byte : bytes) {
        seed = seed * 1664525 + 1013904223;
        byte = static_cast<char>(seed >> 24);
    }
    return bytes;
}

void write(const QString &path, const QByteArray &content)
{
    QFile file(path);
    QVERIFY(file.open(QIODevice::WriteOnly));
    QCOMPARE(file.write(content), content.size());
}

QByteArray read(const QString &path)
{
    QFile file(path);
    return file.open(QIODevice::ReadOnly) ? file.readAll() : "cannot be read"_ba;
}

QString independentHash(const QByteArray &content)
{
    return QString::fromLatin1(QCryptographicHash::hash(content, QCryptographicHash::Sha256).toHex());
}

QStringList filesBelow(const QString &folder)
{
    QStringList files;
    QDirIterator it(folder, QDir::Files | QDir::Hidden | QDir::System, QDirIterator::Subdirectories);
    while (it.hasNext())
        files << it.next().mid(folder.size() + 1);
    files.sort();
    return files;
}

struct stat statusOf(const QString &path)
{
    struct stat status = {};
    ::stat(QFile::encodeName(path).constData(), &status);
    return status;
}

} // namespace

class tst_ObjectStore final : public QObject
{
    Q_OBJECT
private slots:
    void init();

    void hashIsSha256_data();
    void hashIsSha256();
    void putStoresAFile_data();
    void putStoresAFile();
    void putOfTheSameContentKeepsWhatIsStored();
    void putReplacesAnObjectOfTheWrongSize();
    void putRefusesWhatIsNoFile();
    void putBytesStoresThem();
    void putIsAcceptedByGitLfs();
    void putReportsProgressAndCanBeCancelled();
    void putNoticesASourceThatChangesMeanwhile();
    void putGoesOnWithAnInterruptedCopy();
    void putSweepsOldLeftoversOnly();
    void manyPutsAtOnceAgree();

    void getGivesTheBytesBack_data();
    void getGivesTheBytesBack();
    void getReplacesAnExistingFile();
    void getSharesTheFileWhenAllowed();
    void getOntoItsOwnHardLinkLeavesNothingBehind();
    void getGoesOnWithAnInterruptedCopy();
    void getOfAMissingObjectSaysSo();
    void getCanBeCancelled();

    void objectsAreListedAndRemoved();
    void puttingAgainMakesAnObjectNew();
    void verifyAcceptsGoodObjects();
    void verifyMovesDamagedObjectsAway();
    void storageSettingIsFollowedAsByGitLfs();
    void objectsOfAlternatesAreRead();
    void foldersOfASharedRepositoryStayShared();

private:
    QString file(const QString &name) const { return m_dir->filePath(name); }

    std::unique_ptr<QTemporaryDir> m_dir;
    std::unique_ptr<ObjectStore> m_store;
};

void tst_ObjectStore::init()
{
    m_dir = std::make_unique<QTemporaryDir>();
    QVERIFY(QDir(m_dir->path()).mkpath(u"repo.git"_s));
    m_store = std::make_unique<ObjectStore>(file(u"repo.git"_s));
}

void tst_ObjectStore::hashIsSha256_data()
{
    QTest::addColumn<int>("size");
    for (const int size : {0, 1, 63, 64, 1'048'575, 1'048'576, 1'048'577, 5'000'000})
        QTest::addRow("%d bytes", size) << size;
}

void tst_ObjectStore::hashIsSha256()
{
    QFETCH(int, size);
    const QByteArray content = noise(size);
    write(file(u"a"_s), content);
    const auto hash = sha256OfFile(file(u"a"_s));
    QVERIFY(hash);
    QCOMPARE(*hash, independentHash(content));
    QCOMPARE(sha256Of(content), *hash);
}

void tst_ObjectStore::putStoresAFile_data()
{
    hashIsSha256_data();
}

void tst_ObjectStore::putStoresAFile()
{
    QFETCH(int, size);
    const QByteArray content = noise(size);
    write(file(u"a"_s), content);
    const auto pointer = m_store->put(file(u"a"_s));
    QVERIFY(pointer);
    QCOMPARE(pointer->sha256, independentHash(content));
    QCOMPARE(pointer->size, size);
    QVERIFY(m_store->contains(*pointer));
    QCOMPARE(read(file(u"a"_s)), content);
    QStringList expected;
    if (size > 0) {
        const QString &hash = pointer->sha256;
        expected << u"objects/"_s + hash.left(2) + u'/' + hash.mid(2, 2) + u'/' + hash;
        QCOMPARE(read(m_store->pathOf(hash)), content);
        QCOMPARE(int(statusOf(m_store->pathOf(hash)).st_mode & 0222), 0);
    }
    QCOMPARE(filesBelow(m_store->root()), expected);
}

void tst_ObjectStore::putOfTheSameContentKeepsWhatIsStored()
{
    write(file(u"a"_s), noise(2'000'000));
    write(file(u"b"_s), noise(2'000'000));
    const auto first = m_store->put(file(u"a"_s));
    QVERIFY(first);
    const auto before = statusOf(m_store->pathOf(first->sha256));
    const auto second = m_store->put(file(u"b"_s));
    QVERIFY(second);
    QCOMPARE(*second, *first);
    const auto after = statusOf(m_store->pathOf(first->sha256));
    QCOMPARE(after.st_ino, before.st_ino);
    QCOMPARE(filesBelow(m_store->root()).size(), 1);
}

void tst_ObjectStore::putReplacesAnObjectOfTheWrongSize()
{
    const QByteArray content = noise(100'000);
    write(file(u"a"_s), content);
    const auto pointer = m_store->put(file(u"a"_s));
    QVERIFY(pointer);
    QVERIFY(QFile::remove(m_store->pathOf(pointer->sha256)));
    write(m_store->pathOf(pointer->sha256), content.left(10));
    QVERIFY(!m_store->contains(*pointer));
    QVERIFY(m_store->put(file(u"a"_s)));
    QCOMPARE(read(m_store->pathOf(pointer->sha256)), content);
}

void tst_ObjectStore::putRefusesWhatIsNoFile()
{
    const auto missing = m_store->put(file(u"nothing"_s));
    QVERIFY(!missing);
    QCOMPARE(missing.error().code, Error::Code::NotFound);
    QVERIFY(missing.error().message.contains(file(u"nothing"_s)));

    const auto folder = m_store->put(m_dir->path());
    QVERIFY(!folder);
    QCOMPARE(folder.error().code, Error::Code::InvalidArgument);

    QCOMPARE(::mkfifo(QFile::encodeName(file(u"pipe"_s)).constData(), 0600), 0);
    const auto pipe = m_store->put(file(u"pipe"_s));
    QVERIFY(!pipe);
    QCOMPARE(pipe.error().code, Error::Code::InvalidArgument);
    QCOMPARE(filesBelow(m_store->root()), QStringList());
}

void tst_ObjectStore::putBytesStoresThem()
{
    const auto pointer = m_store->putBytes("small but important");
    QVERIFY(pointer);
    QCOMPARE(read(m_store->pathOf(pointer->sha256)), "small but important"_ba);
    QCOMPARE(*m_store->putBytes("small but important"), *pointer);
    QCOMPARE(*m_store->putBytes({}), emptyPointer());
    QCOMPARE(filesBelow(m_store->root()).size(), 1);
}

void tst_ObjectStore::putIsAcceptedByGitLfs()
{
    test::ScratchRepo repo;
    repo.git({u"lfs"_s, u"install"_s, u"--local"_s});
    repo.commitFile(u".gitattributes"_s, "*.onnx filter=lfs diff=lfs merge=lfs -text\n", u"Track models"_s);
    ObjectStore store(repo.gitDir());
    write(file(u"model.onnx"_s), noise(3'000'000));
    const auto pointer = store.put(file(u"model.onnx"_s));
    QVERIFY(pointer);
    // The pointer goes into the index as it is; git-lfs finds the object that was stored for it.
    repo.writeFile(u"pointer.txt"_s, toText(*pointer));
    const QString blob = repo.git({u"hash-object"_s, u"-w"_s, u"--no-filters"_s, u"pointer.txt"_s});
    repo.git({u"update-index"_s, u"--add"_s, u"--cacheinfo"_s, u"100644,%1,model.onnx"_s.arg(blob)});
    repo.git({u"commit"_s, u"-q"_s, u"-m"_s, u"Add a model"_s});
    repo.git({u"checkout"_s, u"--"_s, u"model.onnx"_s});

    QCOMPARE(repo.git({u"lfs"_s, u"ls-files"_s, u"--long"_s}), pointer->sha256 + u" * model.onnx"_s);
    QCOMPARE(repo.git({u"lfs"_s, u"fsck"_s}), u"Git LFS fsck OK"_s);
    QCOMPARE(repo.readFile(u"model.onnx"_s), noise(3'000'000));
    QVERIFY(QFile::remove(repo.path() + u"/pointer.txt"_s));
    QCOMPARE(repo.git({u"status"_s, u"--porcelain"_s}), QString());
}

void tst_ObjectStore::putReportsProgressAndCanBeCancelled()
{
    write(file(u"a"_s), noise(6'000'000));
    std::stop_source source;
    QList<qint64> seen;
    Job job;
    job.stop = source.get_token();
    job.progress = [&](qint64 done, qint64 total) {
        QCOMPARE(total, 6'000'000);
        seen << done;
        if (done > 3'000'000)
            source.request_stop();
    };
    const auto pointer = m_store->put(file(u"a"_s), job);
    QVERIFY(!pointer);
    QCOMPARE(pointer.error().code, Error::Code::Cancelled);
    QCOMPARE(seen, (QList<qint64>{1'048'576, 2'097'152, 3'145'728}));
    QCOMPARE(filesBelow(m_store->root()), QStringList());
    QCOMPARE(read(file(u"a"_s)), noise(6'000'000));
}

void tst_ObjectStore::putNoticesASourceThatChangesMeanwhile()
{
    write(file(u"a"_s), noise(6'000'000));
    Job job;
    job.progress = [&](qint64 done, qint64) {
        if (done > 3'000'000 && done < 4'000'000) {
            QFile grown(file(u"a"_s));
            QVERIFY(grown.open(QIODevice::Append));
            grown.write("more");
        }
    };
    const auto pointer = m_store->put(file(u"a"_s), job);
    if (pointer)
        QSKIP("SKIPPED: the file system cloned the source, so that its change could do no harm");
    QCOMPARE(pointer.error().code, Error::Code::Conflict);
    QVERIFY(pointer.error().message.contains(file(u"a"_s)));
    QCOMPARE(filesBelow(m_store->root()), QStringList());
}

void tst_ObjectStore::putGoesOnWithAnInterruptedCopy()
{
    const QByteArray content = noise(5'000'000);
    write(file(u"a"_s), content);
    // What a killed run leaves: find out its name from a run that is looked at half-way.
    QString left;
    Job job;
    job.progress = [&](qint64 done, qint64) {
        if (done > 3'000'000 && left.isEmpty())
            left = filesBelow(m_store->root()).value(0);
    };
    const auto pointer = m_store->put(file(u"a"_s), job);
    QVERIFY(pointer);
    QVERIFY2(left.startsWith(u"tmp/vitrine-"), qPrintable(left));

    const QString object = m_store->pathOf(pointer->sha256);
    const QString leftover = m_store->root() + u'/' + left;
    const QList<QByteArray> leftovers = {
        content.left(2'500'000),                               // a good start
        content.left(1'500'000) + QByteArray(1'000'000, '\0'), // its end was lost in a power failure
        content + noise(100'000, 7),                           // too long
        noise(5'000'000, 9),                                   // something else altogether
        content,                                               // all of it, only not renamed
    };
    for (const QByteArray &bytes : leftovers) {
        QVERIFY(QFile::remove(object));
        write(leftover, bytes);
        const auto inode = statusOf(leftover).st_ino;
        const auto again = m_store->put(file(u"a"_s));
        QVERIFY(again);
        QCOMPARE(*again, *pointer);
        QCOMPARE(read(object), content);
        QCOMPARE(statusOf(object).st_ino, inode); // the leftover itself became the object
        QCOMPARE(filesBelow(m_store->root()).size(), 1);
    }
}

void tst_ObjectStore::putSweepsOldLeftoversOnly()
{
    const QString tmp = m_store->root() + u"/tmp"_s;
    QVERIFY(QDir().mkpath(tmp));
    const QDateTime old = QDateTime::currentDateTime().addDays(-3);
    for (const QString &name : {u"vitrine-old"_s, u"vitrine-busy"_s, u"1207708823"_s}) {
        write(tmp + u'/' + name, "left");
        QFile leftover(tmp + u'/' + name);
        QVERIFY(leftover.open(QIODevice::ReadWrite));
        QVERIFY(leftover.setFileTime(old, QFileDevice::FileModificationTime));
    }
    write(tmp + u"/vitrine-new"_s, "left");
    QFile busy(tmp + u"/vitrine-busy"_s);
    QVERIFY(busy.open(QIODevice::ReadOnly));
    QCOMPARE(::flock(busy.handle(), LOCK_EX), 0);

    write(file(u"a"_s), "abc");
    QVERIFY(m_store->put(file(u"a"_s)));
    QCOMPARE(QDir(tmp).entryList(QDir::Files, QDir::Name),
             (QStringList{u"1207708823"_s, u"vitrine-busy"_s, u"vitrine-new"_s}));
}

void tst_ObjectStore::manyPutsAtOnceAgree()
{
    const QByteArray content = noise(4'000'000);
    write(file(u"a"_s), content);
    std::array<std::optional<Pointer>, 6> pointers;
    {
        std::vector<std::jthread> threads;
        for (auto &pointer : pointers) {
            threads.emplace_back([&pointer, this] {
                ObjectStore store(file(u"repo.git"_s));
                if (auto result = store.put(file(u"a"_s)))
                    pointer = *result;
            });
        }
    }
    for (const auto &pointer : pointers) {
        QVERIFY(pointer);
        QCOMPARE(pointer->sha256, independentHash(content));
    }
    QCOMPARE(read(m_store->pathOf(pointers[0]->sha256)), content);
    QCOMPARE(filesBelow(m_store->root()).size(), 1);
}

void tst_ObjectStore::getGivesTheBytesBack_data()
{
    hashIsSha256_data();
}

void tst_ObjectStore::getGivesTheBytesBack()
{
    QFETCH(int, size);
    const auto pointer = m_store->putBytes(noise(size));
    QVERIFY(pointer);
    const QString target = file(u"out/of/store.bin"_s);
    QList<qint64> seen;
    Job job;
    job.progress = [&](qint64 done, qint64) { seen << done; };
    const auto got = m_store->get(*pointer, target, false, job);
    QVERIFY2(got, got ? "" : qPrintable(got.error().message));
    QCOMPARE(read(target), noise(size));
    QVERIFY(QFileInfo(target).isWritable());
    QVERIFY(statusOf(target).st_mode & S_IWUSR);
    QCOMPARE(filesBelow(file(u"out"_s)), QStringList{u"of/store.bin"_s});
}

void tst_ObjectStore::getReplacesAnExistingFile()
{
    const auto pointer = m_store->putBytes("new");
    QVERIFY(pointer);
    write(file(u"target"_s), "something longer that was there before");
    QVERIFY(m_store->get(*pointer, file(u"target"_s), false));
    QCOMPARE(read(file(u"target"_s)), "new"_ba);

    QVERIFY(QDir(m_dir->path()).mkdir(u"folder"_s));
    const auto onFolder = m_store->get(*pointer, file(u"folder"_s), false);
    QVERIFY(!onFolder);
    QCOMPARE(onFolder.error().code, Error::Code::InvalidArgument);
}

void tst_ObjectStore::getSharesTheFileWhenAllowed()
{
    const auto pointer = m_store->putBytes(noise(50'000));
    QVERIFY(pointer);
    const QString object = m_store->pathOf(pointer->sha256);
    QVERIFY(QFile::setPermissions(object, QFile::ReadOwner | QFile::WriteOwner)); // as git-lfs leaves them
    QVERIFY(m_store->get(*pointer, file(u"target"_s), true));
    QCOMPARE(read(file(u"target"_s)), noise(50'000));
    if (statusOf(file(u"target"_s)).st_ino == statusOf(object).st_ino)
        QCOMPARE(int(statusOf(file(u"target"_s)).st_mode & 0222), 0);
    QCOMPARE(filesBelow(m_dir->path()).size(), 2);
}

void tst_ObjectStore::getOntoItsOwnHardLinkLeavesNothingBehind()
{
    const auto pointer = m_store->putBytes(noise(50'000));
    QVERIFY(pointer);
    QVERIFY(m_store->get(*pointer, file(u"target"_s), true));
    QVERIFY(m_store->get(*pointer, file(u"target"_s), true));
    QCOMPARE(read(file(u"target"_s)), noise(50'000));
    QCOMPARE(filesBelow(m_dir->path()).size(), 2);
}

void tst_ObjectStore::getGoesOnWithAnInterruptedCopy()
{
    const QByteArray content = noise(5'000'000);
    const auto pointer = m_store->putBytes(content);
    QVERIFY(pointer);
    const QString out = file(u"out"_s);
    QVERIFY(QDir().mkpath(out));
    // What a killed run leaves: find out its name from a run that is looked at half-way.
    QString left;
    Job job;
    job.progress = [&](qint64, qint64) { left = filesBelow(out).value(0); };
    QVERIFY(m_store->get(*pointer, out + u"/model.onnx"_s, false, job));
    if (left.isEmpty())
        QSKIP("SKIPPED: the file system clones, so there is nothing to interrupt");
    QVERIFY2(left.startsWith(u".model.onnx-") && left.endsWith(u".part"), qPrintable(left));
    const QString leftover = out + u'/' + left;
    for (const QByteArray &bytes :
         {content.left(2'500'000), content.left(1'100'000) + QByteArray(700'000, '\0'), content + "tail",
          noise(5'000'000, 3), content}) {
        write(leftover, bytes);
        const auto inode = statusOf(leftover).st_ino;
        QVERIFY(m_store->get(*pointer, out + u"/model.onnx"_s, false));
        QCOMPARE(read(out + u"/model.onnx"_s), content);
        QCOMPARE(statusOf(out + u"/model.onnx"_s).st_ino, inode);
        QCOMPARE(filesBelow(out), QStringList{u"model.onnx"_s});
    }
}

void tst_ObjectStore::getOfAMissingObjectSaysSo()
{
    const Pointer pointer{sha256Of("elsewhere"), 1'200'000'000};
    const auto got = m_store->get(pointer, file(u"out/model.onnx"_s), false);
    QVERIFY(!got);
    QCOMPARE(got.error().code, Error::Code::NotFound);
    QCOMPARE(got.error().message,
             u"model.onnx is not downloaded (1.2 GB). Run `git lfs fetch --all` in %1 and try again."_s.arg(
                 file(u"repo.git"_s)));
    QVERIFY(!QFileInfo::exists(file(u"out"_s)));

    const auto small = m_store->putBytes("0123456789");
    QVERIFY(small);
    const auto wrong = m_store->get({small->sha256, 11}, file(u"out/model.onnx"_s), false);
    QVERIFY(!wrong);
    QCOMPARE(wrong.error().code, Error::Code::Corrupt);
    QVERIFY(!QFileInfo::exists(file(u"out"_s)));
}

void tst_ObjectStore::getCanBeCancelled()
{
    const auto pointer = m_store->putBytes(noise(5'000'000));
    QVERIFY(pointer);
    write(file(u"target"_s), "as before");
    std::stop_source source;
    source.request_stop();
    Job job;
    job.stop = source.get_token();
    const auto got = m_store->get(*pointer, file(u"target"_s), false, job);
    QVERIFY(!got);
    QCOMPARE(got.error().code, Error::Code::Cancelled);
    QCOMPARE(read(file(u"target"_s)), "as before"_ba);
}

void tst_ObjectStore::objectsAreListedAndRemoved()
{
    QVERIFY(m_store->objects()->isEmpty());
    const auto one = m_store->putBytes("one");
    const auto two = m_store->putBytes("second");
    QVERIFY(one && two);
    write(m_store->root() + u"/objects/not an object"_s, "x");
    const auto all = m_store->objects();
    QVERIFY(all);
    QCOMPARE(all->size(), 2);
    QCOMPARE(all->at(0).size + all->at(1).size, 9);
    QCOMPARE(m_store->find(two->sha256)->size, 6);

    QCOMPARE(*m_store->remove(two->sha256), 6);
    QVERIFY(!m_store->contains(*two));
    QVERIFY(!m_store->find(two->sha256));
    QCOMPARE(*m_store->remove(two->sha256), 0);
    QCOMPARE(*m_store->remove(u"../../../../etc/passwd"_s), 0);
    QVERIFY(m_store->contains(*one));
}

void tst_ObjectStore::puttingAgainMakesAnObjectNew()
{
    const QDateTime old = QDateTime::currentDateTime().addDays(-30);
    const auto pointer = m_store->putBytes("one");
    QVERIFY(pointer);
    const auto age = [&] {
        const struct timespec times[2] = {{old.toSecsSinceEpoch(), 0}, {old.toSecsSinceEpoch(), 0}};
        ::utimensat(AT_FDCWD, QFile::encodeName(m_store->pathOf(pointer->sha256)).constData(), times, 0);
        return m_store->find(pointer->sha256)->when < old.addDays(1);
    };
    QVERIFY(age());
    QVERIFY(m_store->putBytes("one"));
    QVERIFY(m_store->find(pointer->sha256)->when > old.addDays(29));
    QVERIFY(age());
    write(file(u"a"_s), "one");
    QVERIFY(m_store->put(file(u"a"_s)));
    QVERIFY(m_store->find(pointer->sha256)->when > old.addDays(29));
}

void tst_ObjectStore::verifyAcceptsGoodObjects()
{
    const auto pointer = m_store->putBytes(noise(3'000'000));
    QVERIFY(pointer);
    QVERIFY(m_store->verify(*pointer));
    QVERIFY(m_store->verify(emptyPointer()));
    const auto missing = m_store->verify({sha256Of("elsewhere"), 9});
    QVERIFY(!missing);
    QCOMPARE(missing.error().code, Error::Code::NotFound);
}

void tst_ObjectStore::verifyMovesDamagedObjectsAway()
{
    const auto pointer = m_store->putBytes(noise(3'000'000));
    QVERIFY(pointer);
    const QString object = m_store->pathOf(pointer->sha256);
    QByteArray damaged = noise(3'000'000);
    damaged[2'000'000] = static_cast<char>(damaged[2'000'000] ^ 1);
    QVERIFY(QFile::setPermissions(object, QFile::ReadOwner | QFile::WriteOwner));
    write(object, damaged);
    QVERIFY(m_store->contains(*pointer)); // by its size it looks fine

    const auto verified = m_store->verify(*pointer);
    QVERIFY(!verified);
    QCOMPARE(verified.error().code, Error::Code::Corrupt);
    QVERIFY(!m_store->contains(*pointer));
    QCOMPARE(filesBelow(m_store->root()), QStringList{u"bad/"_s + pointer->sha256});
    QCOMPARE(read(m_store->root() + u"/bad/"_s + pointer->sha256), damaged);
}

void tst_ObjectStore::storageSettingIsFollowedAsByGitLfs()
{
    test::ScratchRepo repo;
    for (const QString &setting : {QString(), u"../store"_s, u"deep/../other"_s, file(u"absolute"_s)}) {
        repo.git({u"config"_s, u"lfs.storage"_s, setting});
        const QString environment = repo.git({u"lfs"_s, u"env"_s});
        const ObjectStore store(repo.gitDir(), setting);
        QVERIFY2(environment.contains(u"LfsStorageDir=%1\n"_s.arg(store.root())), qPrintable(environment));
    }
}

void tst_ObjectStore::objectsOfAlternatesAreRead()
{
    test::ScratchRepo original;
    original.commitFile(u"a"_s, "a", u"First"_s);
    const auto pointer = ObjectStore(original.gitDir()).putBytes(noise(10'000));
    QVERIFY(pointer);
    original.git({u"clone"_s, u"-q"_s, u"--shared"_s, original.path(), file(u"clone"_s)});

    ObjectStore clone(file(u"clone/.git"_s));
    QVERIFY(clone.contains(*pointer));
    QVERIFY(clone.get(*pointer, file(u"out"_s), false));
    QCOMPARE(read(file(u"out"_s)), noise(10'000));
    QVERIFY(clone.verify(*pointer));
    QVERIFY(!QFileInfo::exists(clone.root() + u"/objects"_s));
}

void tst_ObjectStore::foldersOfASharedRepositoryStayShared()
{
    QCOMPARE(::chmod(QFile::encodeName(file(u"repo.git"_s)).constData(), 02775), 0);
    const auto pointer = m_store->putBytes("for the group");
    QVERIFY(pointer);
    const QString object = m_store->pathOf(pointer->sha256);
    QCOMPARE(int(statusOf(QFileInfo(object).path()).st_mode & 07777), 02775);
    QCOMPARE(int(statusOf(object).st_mode & 07777), 0444);
}

QTEST_GUILESS_MAIN(tst_ObjectStore)
#include "tst_objectstore.moc"
