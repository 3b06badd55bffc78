// SPDX-License-Identifier: GPL-3.0-or-later
// Disks that are full or read-only, and folders that may not be written: one sentence, and nothing is
// half-written.
#include "core/git/repository.h"
#include "tests/support/scratchrepo.h"

#include <QDir>
#include <QFile>
#include <QProcess>
#include <QTest>

#include <csignal>
#include <fcntl.h>
#include <linux/fs.h>
#include <sys/ioctl.h>
#include <sys/mount.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <unistd.h>

using namespace Qt::StringLiterals;
using namespace vitrine;
using git::Repository;
using test::ScratchRepo;

namespace {

constexpr uid_t nobody = 65534;

Repository::Transaction numbered(int number)
{
    Repository::Transaction transaction;
    const QByteArray text = QByteArray::number(number) + '\n';
    transaction.changes = {
        {u"models/a/model.yaml"_s, "title: " + text + QByteArray(5000, '#') + '\n', {}, false},
        {u"models/b/files/%1.onnx"_s.arg(number), text, {}, false}};
    transaction.message = u"Version %1"_s.arg(number);
    transaction.tags = {{u"a@v0.0.%1"_s.arg(number), {}, u"registered"_s},
                        {u"a#production#%1"_s.arg(number), {}, u"rolled back"_s}};
    transaction.by = git::Person{u"Ada"_s, u"ada@example.com"_s};
    return transaction;
}

// A file system in memory of a few pages, mounted while it lives.
class SmallDisk
{
public:
    explicit SmallDisk(const QByteArray &options)
    {
        m_mounted =
            geteuid() == 0 && mount("tmpfs", path().constData(), "tmpfs", 0, options.constData()) == 0;
    }
    ~SmallDisk()
    {
        if (m_mounted)
            umount2(path().constData(), MNT_DETACH);
    }
    bool isMounted() const { return m_mounted; }
    QByteArray path() const { return QFile::encodeName(m_dir.path()); }
    QString filePath(const QString &name) const { return m_dir.filePath(name); }

    // Leaves that many bytes; fewer than there are.
    bool fill(qint64 left)
    {
        QFile file(filePath(u"filler"_s));
        file.remove();
        struct statvfs room = {};
        if (statvfs(path().constData(), &room) != 0 || !file.open(QIODevice::WriteOnly))
            return false;
        const qint64 free = static_cast<qint64>(room.f_bavail) * static_cast<qint64>(room.f_bsize);
        return posix_fallocate(file.handle(), 0, std::max<qint64>(free - left, 1)) == 0;
    }
    void empty() { QFile::remove(filePath(u"filler"_s)); }

private:
    QTemporaryDir m_dir;
    bool m_mounted = false;
};

QString runGit(const QString &folder, const QStringList &arguments)
{
    QProcess process;
    process.start(u"git"_s, QStringList{u"-C"_s, folder} + arguments);
    process.waitForFinished();
    return QString::fromUtf8(process.readAllStandardOutput() + process.readAllStandardError()).trimmed();
}

bool isSound(const QString &folder)
{
    return runGit(folder, {u"fsck"_s, u"--strict"_s, u"--no-dangling"_s}).isEmpty();
}

// As another user, who cannot do what root can. Prints the sentence.
int childWritesAs(uid_t user, const QString &path, int number)
{
    if (setgid(user) != 0 || setuid(user) != 0)
        return 77;
    auto repository = Repository::open(path);
    const auto written =
        repository ? repository->write(numbered(number)) : Result<git::Written>(repository.error());
    if (!written)
        std::printf("%s\n", qPrintable(written.error().message));
    return written ? 0 : 1;
}

int childWritesWithin(rlim_t bytes, const QString &path, int number)
{
    signal(SIGXFSZ, SIG_IGN);
    const rlimit limit{bytes, bytes};
    setrlimit(RLIMIT_FSIZE, &limit);
    return childWritesAs(geteuid(), path, number);
}

QString runChild(const QStringList &arguments, int *code)
{
    QProcess child;
    QProcessEnvironment environment = QProcessEnvironment::systemEnvironment();
    environment.insert(u"HOME"_s, u"/nonexistent"_s);
    child.setProcessEnvironment(environment);
    child.start(QCoreApplication::applicationFilePath(), arguments);
    child.waitForFinished();
    *code = child.exitStatus() == QProcess::NormalExit ? child.exitCode() : -1;
    return QString::fromUtf8(child.readAllStandardOutput()).trimmed();
}

void giveTo(uid_t user, const QString &folder)
{
    QCOMPARE(QProcess::execute(u"chown"_s, {u"-R"_s, QString::number(user), folder}), 0);
}

} // namespace

class tst_Disk final : public QObject
{
    Q_OBJECT
private slots:
    void aFullDiskWritesAllOrNothing_data();
    void aFullDiskWritesAllOrNothing();
    void aDiskWithoutInodesWritesAllOrNothing();
    void aLimitOfFileSizeWritesAllOrNothing();
    void aReadOnlyDiskSaysSo();
    void aReadOnlyRepositoryIsRead();
    void aFolderThatMayNotBeWrittenSaysSo_data();
    void aFolderThatMayNotBeWrittenSaysSo();
    void aFileThatCannotBeReplacedUndoesTheRest();
    void creatingOnAFullDiskLeavesNothing();
    void aDamagedObjectIsWrittenAnew();
};

void tst_Disk::aFullDiskWritesAllOrNothing_data()
{
    QTest::addColumn<bool>("bare");
    QTest::newRow("bare") << true;
    QTest::newRow("with a working tree") << false;
}

void tst_Disk::aFullDiskWritesAllOrNothing()
{
    QFETCH(bool, bare);
    SmallDisk disk("size=2m");
    if (!disk.isMounted())
        QSKIP("only root can mount a small disk; a limit of file size is tested without");
    const QString path = disk.filePath(u"library"_s);
    auto repository = Repository::create(path, bare);
    QVERIFY(repository);
    QVERIFY(repository->write(numbered(1)));
    int version = 1;
    int refused = 0;
    for (qint64 left = 0; left <= 120'000; left += 4096) {
        QVERIFY(disk.fill(left));
        const QString head = repository->info().head;
        const auto written = repository->write(numbered(version + 1));
        if (!written) {
            ++refused;
            QCOMPARE(written.error().code, Error::Code::Io);
            QVERIFY2(written.error().message.contains(u"the disk is full"),
                     qPrintable(written.error().message));
            QVERIFY2(written.error().message.contains(path), qPrintable(written.error().message));
        }
        const auto now = Repository::open(path);
        QVERIFY(now);
        QCOMPARE(now->info().head == head, !written);
        QCOMPARE(now->tag(u"a@v0.0.%1"_s.arg(version + 1)).has_value(), written.has_value());
        QCOMPARE(now->tag(u"a#production#%1"_s.arg(version + 1)).has_value(), written.has_value());
        if (!bare)
            QCOMPARE(runGit(path, {u"--no-optional-locks"_s, u"status"_s, u"--porcelain"_s}), QString());
        QVERIFY(isSound(path));
        version += written.has_value();
        disk.empty();
    }
    QVERIFY(refused > 3);
    QVERIFY(version > 1);
    QVERIFY(repository->write(numbered(version + 1)));
    if (!bare)
        QCOMPARE(runGit(path, {u"status"_s, u"--porcelain"_s}), QString());
}

void tst_Disk::aDiskWithoutInodesWritesAllOrNothing()
{
    SmallDisk disk("size=8m,nr_inodes=200");
    if (!disk.isMounted())
        QSKIP("only root can mount a small disk");
    const QString path = disk.filePath(u"library"_s);
    auto repository = Repository::create(path, false);
    QVERIFY(repository && repository->write(numbered(1)));
    int version = 1;
    int refused = 0;
    for (int spare = 0; spare < 40; ++spare) {
        QStringList fillers;
        struct statvfs room = {};
        statvfs(disk.path().constData(), &room);
        for (int i = 0; i < static_cast<int>(room.f_favail) - spare; ++i) {
            fillers << disk.filePath(u"filler%1"_s.arg(i));
            QFile(fillers.last()).open(QIODevice::WriteOnly);
        }
        const auto written = repository->write(numbered(version + 1));
        for (const QString &filler : std::as_const(fillers))
            QFile::remove(filler);
        if (!written) {
            ++refused;
            QVERIFY2(written.error().message.contains(u"the disk is full"),
                     qPrintable(written.error().message));
        }
        const auto now = Repository::open(path);
        QCOMPARE(now->tag(u"a@v0.0.%1"_s.arg(version + 1)).has_value(), written.has_value());
        QCOMPARE(runGit(path, {u"status"_s, u"--porcelain"_s}), QString());
        QVERIFY(isSound(path));
        version += written.has_value();
        if (version > 2)
            break;
    }
    QVERIFY(refused > 3);
    QVERIFY(version > 1);
}

void tst_Disk::aLimitOfFileSizeWritesAllOrNothing()
{
    ScratchRepo scratch;
    {
        auto repository = Repository::open(scratch.path());
        QVERIFY(repository->write(numbered(1)));
    }
    int refused = 0;
    int version = 1;
    for (int bytes = 0; bytes <= 6000; bytes += bytes < 400 ? 40 : 700) {
        int code = 0;
        const QString words = runChild(
            {u"--within"_s, QString::number(bytes), scratch.path(), QString::number(version + 1)}, &code);
        QVERIFY(code == 0 || code == 1);
        if (code == 1) {
            ++refused;
            QVERIFY2(words.contains(u"larger than this disk or user may have"), qPrintable(words));
        }
        auto repository = Repository::open(scratch.path());
        QCOMPARE(repository->tag(u"a@v0.0.%1"_s.arg(version + 1)).has_value(), code == 0);
        QCOMPARE(scratch.git({u"status"_s, u"--porcelain"_s}), QString());
        QVERIFY(scratch.isSound());
        version += code == 0;
    }
    QVERIFY(refused > 3);
    QVERIFY(version > 1);
}

void tst_Disk::aReadOnlyDiskSaysSo()
{
    SmallDisk disk("size=2m");
    if (!disk.isMounted())
        QSKIP("only root can mount a disk");
    const QString path = disk.filePath(u"library"_s);
    auto repository = Repository::create(path, false);
    QVERIFY(repository->write(numbered(1)));
    QVERIFY(mount(nullptr, disk.path().constData(), nullptr, MS_REMOUNT | MS_RDONLY, nullptr) == 0);
    const auto refused = repository->write(numbered(2));
    QVERIFY(!refused);
    QCOMPARE(refused.error().code, Error::Code::Io);
    QVERIFY2(refused.error().message.contains(u"read-only"), qPrintable(refused.error().message));
    QVERIFY2(refused.error().message.contains(path), qPrintable(refused.error().message));
    // It can be looked at.
    const auto reading = Repository::open(path);
    QVERIFY(reading && reading->tags()->size() == 2 && reading->verify(true)->isEmpty());
    QVERIFY(reading->fingerprint());
    QVERIFY(!reading->tags()->isEmpty());
    const auto created = Repository::create(disk.filePath(u"new"_s), true);
    QVERIFY2(created.error().message.contains(u"read-only"), qPrintable(created.error().message));
    QVERIFY(mount(nullptr, disk.path().constData(), nullptr, MS_REMOUNT, nullptr) == 0);
    QVERIFY(repository->write(numbered(2)));
    QCOMPARE(runGit(path, {u"status"_s, u"--porcelain"_s}), QString());
}

void tst_Disk::aReadOnlyRepositoryIsRead()
{
    if (geteuid() != 0)
        QSKIP("only root can become another user");
    ScratchRepo scratch;
    {
        auto repository = Repository::open(scratch.path());
        QVERIFY(repository->write(numbered(1)));
    }
    giveTo(nobody, scratch.path());
    QCOMPARE(QProcess::execute(u"chmod"_s, {u"-R"_s, u"a-w"_s, scratch.path()}), 0);
    QFile::setPermissions(QFileInfo(scratch.path()).path(), QFile::Permissions(0x7755));
    int code = 0;
    const QString words = runChild({u"--as"_s, scratch.path(), u"2"_s}, &code);
    QCOMPARE(code, 1);
    QVERIFY2(words.contains(u"you have no permission"), qPrintable(words));
    QVERIFY2(words.contains(scratch.path()), qPrintable(words));
}

void tst_Disk::aFolderThatMayNotBeWrittenSaysSo_data()
{
    QTest::addColumn<QString>("folder");
    for (const char *folder :
         {".git/objects", ".git/refs/heads", ".git/refs/tags", ".git", "models/a", "models/b/files", "."})
        QTest::newRow(folder) << QString::fromLatin1(folder);
}

void tst_Disk::aFolderThatMayNotBeWrittenSaysSo()
{
    QFETCH(QString, folder);
    if (geteuid() != 0)
        QSKIP("only root can become another user");
    ScratchRepo scratch;
    {
        auto repository = Repository::open(scratch.path());
        QVERIFY(repository->write(numbered(1)));
    }
    giveTo(nobody, scratch.path());
    QFile::setPermissions(QFileInfo(scratch.path()).path(), QFile::Permissions(0x7755));
    const QString closed = scratch.path() + u'/' + folder;
    QCOMPARE(QProcess::execute(u"chmod"_s, {folder == u".git/objects" ? u"-R"_s : u"-v"_s, u"a-w"_s, closed}),
             0);
    const auto asNobody = [&](const QStringList &arguments) {
        QProcess process;
        QProcessEnvironment environment = QProcessEnvironment::systemEnvironment();
        environment.insert(u"HOME"_s, u"/nonexistent"_s);
        process.setProcessEnvironment(environment);
        process.start(u"setpriv"_s, QStringList{u"--reuid=65534"_s, u"--clear-groups"_s, u"git"_s, u"-C"_s,
                                                scratch.path()} +
                                        arguments);
        process.waitForFinished();
        return QString::fromUtf8(process.readAllStandardOutput() + process.readAllStandardError()).trimmed();
    };
    const QString head = asNobody({u"rev-parse"_s, u"HEAD"_s});
    int code = 0;
    const QString words = runChild({u"--as"_s, scratch.path(), u"2"_s}, &code);
    const bool matters = folder != u"."; // nothing is made at the top
    QCOMPARE(code, matters ? 1 : 0);
    if (matters) {
        QVERIFY2(words.contains(u"you have no permission"), qPrintable(words));
        QVERIFY2(words.contains(folder == u"." ? scratch.path() : folder.section(u'/', 0, 1)),
                 qPrintable(words));
        QCOMPARE(asNobody({u"rev-parse"_s, u"HEAD"_s}), head);
        QCOMPARE(asNobody({u"tag"_s}).split(u'\n').size(), 2);
    }
    QCOMPARE(asNobody({u"--no-optional-locks"_s, u"status"_s, u"--porcelain"_s}), QString());
    QCOMPARE(asNobody({u"fsck"_s, u"--strict"_s, u"--no-dangling"_s}), QString());
    QCOMPARE(QProcess::execute(u"chmod"_s, {u"-R"_s, u"u+w"_s, scratch.path()}), 0);
    runChild({u"--as"_s, scratch.path(), u"3"_s}, &code);
    QCOMPARE(code, 0);
    QCOMPARE(asNobody({u"status"_s, u"--porcelain"_s}), QString());
}

void tst_Disk::aFileThatCannotBeReplacedUndoesTheRest()
{
    // Nothing foresees this one: the first file of the working tree is replaced already when the second
    // refuses.
    ScratchRepo scratch;
    {
        auto repository = Repository::open(scratch.path());
        auto transaction = numbered(1);
        transaction.changes = {
            {u"a"_s, "1\n", {}, false}, {u"b"_s, "1\n", {}, false}, {u"c"_s, "1\n", {}, false}};
        QVERIFY(repository->write(transaction));
    }
    const QByteArray stubborn = QFile::encodeName(scratch.path() + u"/b"_s);
    const int file = ::open(stubborn.constData(), O_RDONLY);
    int flags = 0;
    const auto setImmutable = [&](bool on) {
        flags = on ? flags | FS_IMMUTABLE_FL : flags & ~FS_IMMUTABLE_FL;
        return ioctl(file, FS_IOC_SETFLAGS, &flags) == 0;
    };
    if (geteuid() != 0 || ioctl(file, FS_IOC_GETFLAGS, &flags) != 0 || !setImmutable(true)) {
        close(file);
        QSKIP("only root can make a file immutable, and not on every disk");
    }
    auto repository = Repository::open(scratch.path());
    const QString head = repository->info().head;
    auto transaction = numbered(2);
    transaction.changes = {{u"a"_s, "2\n", {}, false},
                           {u"b"_s, "2\n", {}, false},
                           {u"c"_s, {}, {}, false},
                           {u"d/e"_s, "2\n", {}, false}};
    const auto refused = repository->write(transaction);
    QVERIFY(setImmutable(false));
    close(file);
    QVERIFY(!refused);
    QCOMPARE(refused.error().code, Error::Code::Io);
    QVERIFY2(refused.error().message.contains(u"Couldn't write b"), qPrintable(refused.error().message));
    QCOMPARE(scratch.git({u"rev-parse"_s, u"HEAD"_s}), head);
    QCOMPARE(scratch.readFile(u"a"_s), "1\n");
    QCOMPARE(scratch.readFile(u"c"_s), "1\n");
    QVERIFY(!QFile::exists(scratch.path() + u"/d"_s));
    QCOMPARE(scratch.git({u"status"_s, u"--porcelain"_s}), QString());
    QVERIFY(repository->write(transaction));
    QCOMPARE(scratch.git({u"status"_s, u"--porcelain"_s}), QString());
    QVERIFY(scratch.isSound());
}

void tst_Disk::creatingOnAFullDiskLeavesNothing()
{
    SmallDisk disk("size=200k");
    if (!disk.isMounted())
        QSKIP("only root can mount a small disk");
    int refused = 0;
    for (qint64 left = 0; left < 60'000; left += 4096) {
        QVERIFY(disk.fill(left));
        const auto created = Repository::create(disk.filePath(u"new"_s), false);
        disk.empty();
        if (created) {
            QDir(disk.filePath(u"new"_s)).removeRecursively();
            continue;
        }
        ++refused;
        QVERIFY2(created.error().message.contains(u"the disk is full"), qPrintable(created.error().message));
        QVERIFY(!QFile::exists(disk.filePath(u"new"_s)));
    }
    QVERIFY(refused > 0);
}

void tst_Disk::aDamagedObjectIsWrittenAnew()
{
    // What a power failure leaves: an object of no bytes, or of half of them. The same content comes again.
    ScratchRepo scratch(ScratchRepo::Kind::Bare);
    const QByteArray content = QByteArray("weights").repeated(3000);
    auto repository = Repository::open(scratch.path());
    const QString id = *repository->writeBlob(content);
    QFile object(scratch.path() + u"/objects/"_s + id.left(2) + u'/' + id.mid(2));
    for (const qint64 size : {qint64{0}, object.size() / 2, object.size() - 1}) {
        QVERIFY(object.setPermissions(QFile::ReadOwner | QFile::WriteOwner));
        QVERIFY(object.resize(size));
        QVERIFY(!Repository::open(scratch.path())->blob(id));
        auto again = Repository::open(scratch.path());
        QCOMPARE(*again->writeBlob(content), id);
        QCOMPARE(*again->blob(id), content);
        QCOMPARE(scratch.git({u"cat-file"_s, u"-s"_s, id}), QString::number(content.size()));
    }
}

int main(int argc, char *argv[])
{
    QCoreApplication app(argc, argv);
    if (argc == 4 && qstrcmp(argv[1], "--as") == 0)
        return childWritesAs(nobody, QFile::decodeName(argv[2]), atoi(argv[3]));
    if (argc == 5 && qstrcmp(argv[1], "--within") == 0)
        return childWritesWithin(static_cast<rlim_t>(atoi(argv[2])), QFile::decodeName(argv[3]),
                                 atoi(argv[4]));
    tst_Disk test;
    return QTest::qExec(&test, argc, argv);
}

#include "tst_disk.moc"
