// SPDX-License-Identifier: GPL-3.0-or-later
// What git and git-lfs, as everybody has them, make of a library that Vitrine wrote, and Vitrine of what they
// write.
#include "core/artifact/objectstore.h"
#include "core/registry/library.h"

#include <QDir>
#include <QDirIterator>
#include <QFile>
#include <QProcess>
#include <QTemporaryDir>
#include <QTest>

using namespace Qt::StringLiterals;
using namespace vitrine;
using namespace vitrine::registry;

namespace {

QByteArray read(const QString &path)
{
    QFile file(path);
    return file.open(QIODevice::ReadOnly) ? file.readAll() : "cannot be read"_ba;
}

} // namespace

class tst_StockTools final : public QObject
{
    Q_OBJECT
private slots:
    void initTestCase();
    void init();

    void gitFindsNothingToComplainAbout_data();
    void gitFindsNothingToComplainAbout();
    void aWorkingTreeStaysCleanForEveryone_data();
    void aWorkingTreeStaysCleanForEveryone();
    void aCloneWithGitLfsHasTheFiles();
    void aCloneWithGitLfsTakesNewVersions();
    void aCloneThatSkipsSmudgingGetsThemLater();
    void aCloneWithoutGitLfsHasPointers();
    void whatStockToolsPushIsRead();

private:
    // Which programs a person has: Git LFS is set up by a line in the person's own configuration.
    enum class Person { WithLfs, WithoutLfs };
    struct Outcome {
        int code = -1;
        QString out;
        QString error;
    };
    Outcome run(Person person, const QString &folder, const QStringList &arguments,
                bool skipSmudge = false) const;
    QString git(Person person, const QString &folder, const QStringList &arguments,
                bool skipSmudge = false) const;

    // What libgit2 sees of the person's configuration, which it reads from other places than git.
    void setUp(Person person, const QString &folder) const;
    void fill(const Library &library);
    QByteArray model(int version) const
    {
        return QByteArray(150'000 + version, static_cast<char>('a' + version));
    }
    QString path(const QString &name) const { return m_dir->filePath(name); }

    std::unique_ptr<QTemporaryDir> m_dir;
    QTemporaryDir m_home;
};

void tst_StockTools::initTestCase()
{
    QProcess version;
    version.start(u"git"_s, {u"lfs"_s, u"version"_s});
    version.waitForFinished();
    QVERIFY2(version.exitCode() == 0, "git-lfs is not installed");
    const QByteArray person =
        "[user]\n\tname = Ada Test\n\temail = ada@example.com\n[protocol \"file\"]\n\tallow = always\n";
    QFile without(m_home.filePath(u"without"_s));
    QVERIFY(without.open(QIODevice::WriteOnly));
    without.write(person);
    QFile with(m_home.filePath(u"with"_s));
    QVERIFY(with.open(QIODevice::WriteOnly));
    with.write(person);
    with.close();
    git(Person::WithLfs, m_home.path(), {u"lfs"_s, u"install"_s, u"--skip-repo"_s});
    QVERIFY(read(m_home.filePath(u"with"_s)).contains("filter \"lfs\""));
}

void tst_StockTools::init()
{
    m_dir = std::make_unique<QTemporaryDir>();
}

tst_StockTools::Outcome tst_StockTools::run(Person person, const QString &folder,
                                            const QStringList &arguments, bool skipSmudge) const
{
    QProcess process;
    QProcessEnvironment environment = QProcessEnvironment::systemEnvironment();
    environment.insert(u"GIT_CONFIG_NOSYSTEM"_s, u"1"_s);
    environment.insert(u"GIT_CONFIG_GLOBAL"_s,
                       m_home.filePath(person == Person::WithLfs ? u"with"_s : u"without"_s));
    environment.insert(u"GIT_TERMINAL_PROMPT"_s, u"0"_s);
    if (skipSmudge)
        environment.insert(u"GIT_LFS_SKIP_SMUDGE"_s, u"1"_s);
    process.setProcessEnvironment(environment);
    process.setWorkingDirectory(folder);
    process.start(u"git"_s, arguments);
    process.waitForFinished(120'000);
    return {process.exitCode(), QString::fromUtf8(process.readAllStandardOutput()).trimmed(),
            QString::fromUtf8(process.readAllStandardError()).trimmed()};
}

QString tst_StockTools::git(Person person, const QString &folder, const QStringList &arguments,
                            bool skipSmudge) const
{
    const Outcome outcome = run(person, folder, arguments, skipSmudge);
    if (outcome.code != 0)
        QTest::qFail(qPrintable(u"git %1: %2%3"_s.arg(arguments.join(u' '), outcome.out, outcome.error)),
                     __FILE__, __LINE__);
    return outcome.out;
}

void tst_StockTools::setUp(Person person, const QString &folder) const
{
    if (person == Person::WithLfs) {
        git(person, folder, {u"lfs"_s, u"install"_s, u"--local"_s});
        return;
    }
    for (const QString &key : {u"process"_s, u"smudge"_s, u"clean"_s})
        git(person, folder, {u"config"_s, u"filter.lfs."_s + key, {}});
}

// Three versions, of which the third is harmful and rolled back, notes and metadata.
void tst_StockTools::fill(const Library &library)
{
    const QString file = path(u"model.onnx"_s);
    for (int version = 1; version <= 3; ++version) {
        QFile out(file);
        QVERIFY(out.open(QIODevice::WriteOnly));
        out.write(model(version));
        out.close();
        AddRequest request;
        request.model = u"churn"_s;
        request.files = {file};
        request.version = SemVer(1, version, 0);
        request.metadata = {{u"title"_s, u"Churn"_s},
                            {u"metrics"_s, QJsonObject{{u"rmse"_s, 4.0 / version}}}};
        request.card = u"# Churn\n"_s;
        request.stages = {u"production"_s};
        const auto added = library.add(request);
        QVERIFY2(added, added ? "" : qPrintable(added.error().message));
    }
    QVERIFY(library.assign(u"churn"_s, u"v1.2.0"_s, u"production"_s, u"It was harmful"_s));
    QVERIFY(library.setNote(u"churn"_s, u"v1.3.0"_s, {{u"text"_s, u"do not use"_s}}));
    QVERIFY(library.setKeys(u"churn"_s, {{u"description"_s, u"Who leaves"_s}}, {}));
}

void tst_StockTools::gitFindsNothingToComplainAbout_data()
{
    QTest::addColumn<bool>("bare");
    QTest::newRow("bare") << true;
    QTest::newRow("with a working tree") << false;
}

void tst_StockTools::gitFindsNothingToComplainAbout()
{
    QFETCH(bool, bare);
    const QString folder = path(u"library"_s);
    const auto library = Library::create(folder, bare);
    QVERIFY2(library, library ? "" : qPrintable(library.error().message));
    setUp(Person::WithLfs, folder);
    fill(*library);

    const Outcome fsck = run(Person::WithLfs, folder, {u"fsck"_s, u"--strict"_s, u"--no-dangling"_s});
    QCOMPARE(fsck.code, 0);
    QCOMPARE(fsck.out + fsck.error, QString());
    QCOMPARE(git(Person::WithLfs, folder, {u"lfs"_s, u"fsck"_s, u"main"_s}), u"Git LFS fsck OK"_s);
    for (int version = 1; version <= 3; ++version) {
        const QString tag = u"churn@v1.%1.0"_s.arg(version);
        QCOMPARE(git(Person::WithLfs, folder, {u"lfs"_s, u"fsck"_s, tag}), u"Git LFS fsck OK"_s);
        QCOMPARE(
            git(Person::WithLfs, folder, {u"lfs"_s, u"ls-files"_s, u"--long"_s, tag}).section(u' ', 0, 0),
            artifact::sha256Of(model(version)));
    }
    QCOMPARE(git(Person::WithLfs, folder, {u"cat-file"_s, u"-t"_s, u"churn#production#4"_s}), u"tag"_s);
    QCOMPARE(git(Person::WithLfs, folder, {u"count-objects"_s}).isEmpty(), false);
    // Packing and pruning change nothing that we need.
    git(Person::WithLfs, folder, {u"gc"_s, u"-q"_s, u"--prune=now"_s});
    const auto versions = library->versions(u"churn"_s);
    QVERIFY(versions);
    QCOMPARE(versions->size(), 3);
    QCOMPARE(read(*library->artefactPath(versions->last())), model(1));
}

void tst_StockTools::aWorkingTreeStaysCleanForEveryone_data()
{
    QTest::addColumn<int>("person");
    QTest::newRow("with Git LFS") << int(Person::WithLfs);
    QTest::newRow("without Git LFS") << int(Person::WithoutLfs);
}

void tst_StockTools::aWorkingTreeStaysCleanForEveryone()
{
    QFETCH(int, person);
    const QString folder = path(u"library"_s);
    const auto library = Library::create(folder, false);
    QVERIFY(library);
    setUp(Person(person), folder);
    const auto status = [&] { return git(Person(person), folder, {u"status"_s, u"--porcelain"_s}); };
    QCOMPARE(status(), QString());
    fill(*library);
    QCOMPARE(status(), QString());
    // Who has Git LFS finds the files themselves, as after a checkout.
    const artifact::Pointer pointer{artifact::sha256Of(model(3)), model(3).size()};
    QCOMPARE(read(folder + u"/models/churn/files/model.onnx"_s),
             Person(person) == Person::WithLfs ? model(3) : artifact::toText(pointer));
    // Even when Git looks into every file instead of trusting their times.
    git(Person(person), folder, {u"update-index"_s, u"--refresh"_s, u"--really-refresh"_s});
    QCOMPARE(status(), QString());
    for (const QString &revision : {u"churn@v1.1.0"_s, u"main"_s}) {
        git(Person(person), folder, {u"checkout"_s, u"-q"_s, revision});
        QCOMPARE(status(), QString());
    }
    QVERIFY(library->assign(u"churn"_s, u"v1.1.0"_s, u"production"_s, u"Again"_s));
    QCOMPARE(status(), QString());
}

void tst_StockTools::aCloneWithGitLfsHasTheFiles()
{
    const auto library = Library::create(path(u"library.git"_s), true);
    QVERIFY(library);
    fill(*library);
    git(Person::WithLfs, m_dir->path(),
        {u"clone"_s, u"-q"_s, u"file://"_s + path(u"library.git"_s), u"clone"_s});
    const QString clone = path(u"clone"_s);
    QCOMPARE(read(clone + u"/models/churn/files/model.onnx"_s), model(3));
    QCOMPARE(git(Person::WithLfs, clone, {u"status"_s, u"--porcelain"_s}), QString());
    QCOMPARE(git(Person::WithLfs, clone, {u"lfs"_s, u"fsck"_s}), u"Git LFS fsck OK"_s);

    const auto there = Library::open(clone);
    QVERIFY(there);
    const auto newest = there->resolve({u"churn"_s, u"v1.3.0"_s, {}});
    QVERIFY(newest);
    QCOMPARE(read(*there->artefactPath(*newest)), model(3));
    // Only what is checked out was downloaded; the rest says so, until it is fetched.
    const auto oldest = there->resolve({u"churn"_s, u"v1.1.0"_s, {}});
    QVERIFY(oldest);
    const auto missing = there->artefactPath(*oldest);
    QVERIFY(!missing);
    QCOMPARE(missing.error().code, Error::Code::NotFound);
    QVERIFY2(
        missing.error().message.startsWith(u"model.onnx is not downloaded (150.0 kB). Run `git lfs fetch"),
        qPrintable(missing.error().message));
    git(Person::WithLfs, clone, {u"lfs"_s, u"fetch"_s, u"--all"_s});
    QCOMPARE(read(there->artefactPath(*oldest).value_or(QString())), model(1));
}

// Its working tree holds the files, which libgit2 alone would take for edits.
void tst_StockTools::aCloneWithGitLfsTakesNewVersions()
{
    const auto library = Library::create(path(u"library.git"_s), true);
    QVERIFY(library);
    fill(*library);
    git(Person::WithLfs, m_dir->path(),
        {u"clone"_s, u"-q"_s, u"file://"_s + path(u"library.git"_s), u"clone"_s});
    const QString clone = path(u"clone"_s);
    setUp(Person::WithLfs, clone);
    QFile out(path(u"model.onnx"_s));
    QVERIFY(out.open(QIODevice::WriteOnly));
    out.write(model(5));
    out.close();
    const auto there = Library::open(clone);
    QVERIFY(there);
    AddRequest request;
    request.model = u"churn"_s;
    request.files = {out.fileName()};
    for (int i = 0; i < 2; ++i) {
        const auto added = there->add(request);
        QVERIFY2(added, added ? "" : qPrintable(added.error().message));
        QCOMPARE(read(clone + u"/models/churn/files/model.onnx"_s), model(5));
        QCOMPARE(git(Person::WithLfs, clone, {u"status"_s, u"--porcelain"_s}), QString());
    }
    // What a person edited is theirs.
    QFile edited(clone + u"/models/churn/files/model.onnx"_s);
    QVERIFY(edited.open(QIODevice::ReadWrite));
    edited.write("mine");
    edited.close();
    QVERIFY(out.open(QIODevice::WriteOnly));
    out.write(model(6)); // what is the same already would be left alone
    out.close();
    const auto refused = there->add(request);
    QVERIFY(!refused);
    QCOMPARE(refused.error().code, Error::Code::Conflict);
    QVERIFY(refused.error().message.contains(u"models/churn/files/model.onnx"));
    QVERIFY(read(edited.fileName()).startsWith("mine"));
}

void tst_StockTools::aCloneThatSkipsSmudgingGetsThemLater()
{
    const auto library = Library::create(path(u"library.git"_s), true);
    QVERIFY(library);
    fill(*library);
    git(Person::WithLfs, m_dir->path(),
        {u"clone"_s, u"-q"_s, u"file://"_s + path(u"library.git"_s), u"clone"_s}, true);
    const QString clone = path(u"clone"_s);
    const artifact::Pointer pointer{artifact::sha256Of(model(3)), model(3).size()};
    QCOMPARE(read(clone + u"/models/churn/files/model.onnx"_s), artifact::toText(pointer));
    QCOMPARE(git(Person::WithLfs, clone, {u"status"_s, u"--porcelain"_s}), QString());
    const auto there = Library::open(clone);
    QVERIFY(there);
    const auto details = there->details(u"churn"_s, u"v1.3.0"_s);
    QVERIFY(details);
    QCOMPARE(details->files.first().state, FileState::NotDownloaded);
    QCOMPARE(details->files.first().size, model(3).size());

    git(Person::WithLfs, clone, {u"lfs"_s, u"pull"_s});
    QCOMPARE(read(clone + u"/models/churn/files/model.onnx"_s), model(3));
    QCOMPARE(git(Person::WithLfs, clone, {u"status"_s, u"--porcelain"_s}), QString());
    QCOMPARE(there->details(u"churn"_s, u"v1.3.0"_s)->files.first().state, FileState::InStore);
}

void tst_StockTools::aCloneWithoutGitLfsHasPointers()
{
    const auto library = Library::create(path(u"library.git"_s), true);
    QVERIFY(library);
    fill(*library);
    git(Person::WithoutLfs, m_dir->path(),
        {u"clone"_s, u"-q"_s, u"file://"_s + path(u"library.git"_s), u"clone"_s});
    const QString clone = path(u"clone"_s);
    const artifact::Pointer pointer{artifact::sha256Of(model(3)), model(3).size()};
    QCOMPARE(read(clone + u"/models/churn/files/model.onnx"_s), artifact::toText(pointer));
    QCOMPARE(git(Person::WithoutLfs, clone, {u"status"_s, u"--porcelain"_s}), QString());
    QCOMPARE(git(Person::WithoutLfs, clone, {u"fsck"_s, u"--strict"_s, u"--no-dangling"_s}), QString());

    // Everything but the files themselves can be used there.
    const auto there = Library::open(clone);
    QVERIFY(there);
    QCOMPARE(there->versions(u"churn"_s)->size(), 3);
    QCOMPARE(there->model(u"churn"_s)->stages.value(u"production"_s), u"v1.2.0"_s);
    QVERIFY(there->assign(u"churn"_s, u"v1.1.0"_s, u"staging"_s, {}));
    QCOMPARE(git(Person::WithoutLfs, clone, {u"status"_s, u"--porcelain"_s}), QString());
}

void tst_StockTools::whatStockToolsPushIsRead()
{
    const QString central = path(u"library.git"_s);
    const auto library = Library::create(central, true);
    QVERIFY(library);
    fill(*library);
    git(Person::WithLfs, m_dir->path(), {u"clone"_s, u"-q"_s, u"file://"_s + central, u"clone"_s});
    const QString clone = path(u"clone"_s);
    git(Person::WithLfs, clone, {u"lfs"_s, u"install"_s, u"--local"_s}); // the hook that pushes objects
    QFile changed(clone + u"/models/churn/files/model.onnx"_s);
    QVERIFY(changed.open(QIODevice::WriteOnly));
    changed.write(model(7));
    changed.close();
    git(Person::WithLfs, clone, {u"commit"_s, u"-qam"_s, u"Train again"_s});
    git(Person::WithLfs, clone, {u"tag"_s, u"-a"_s, u"churn@v2.0.0"_s, u"-m"_s, u"By hand"_s});
    git(Person::WithLfs, clone, {u"push"_s, u"-q"_s, u"--follow-tags"_s, u"origin"_s, u"main"_s});

    const auto version = library->resolve({u"churn"_s, u"v2.0.0"_s, {}});
    QVERIFY2(version, version ? "" : qPrintable(version.error().message));
    QCOMPARE(version->message, u"By hand"_s);
    QCOMPARE(version->size, model(7).size());
    QCOMPARE(read(library->artefactPath(*version).value_or(QString())), model(7));
}

QTEST_GUILESS_MAIN(tst_StockTools)
#include "tst_stocktools.moc"
