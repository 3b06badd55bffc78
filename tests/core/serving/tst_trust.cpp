// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/serving/trust/trust.h"

#include "core/serving/engine.h"
#include "core/serving/librarysource.h"
#include "core/serving/modelcode.h"
#include "tests/support/interpreters.h"

#include <QDir>
#include <QFile>
#include <QJsonArray>
#include <QTemporaryDir>
#include <QTest>

#include <thread>

using namespace Qt::StringLiterals;
using namespace vitrine;
using namespace vitrine::serving;

namespace {

const QString digest(64, u'a');

TrustStatement statement(const QString &by, bool trusted, int day, const QString &sha256 = digest)
{
    return {sha256,  trusted, u"cars@v1.0.0"_s, by, QDateTime(QDate(2026, 1, day), QTime(12, 0), Qt::UTC),
            u"why"_s};
}

const QString ann = u"Ann Ex <ann@example.org>"_s;
const QString bob = u"Bob Ex <Bob@example.org>"_s;

void writeFile(const QString &path, const QByteArray &content)
{
    QDir().mkpath(QFileInfo(path).path());
    QFile file(path);
    QVERIFY(file.open(QIODevice::WriteOnly));
    file.write(content);
}

// A pickle that would call posix.mkdir("never").
const QByteArray trap = "cposix\nmkdir\n(Vnever\ntR.";

} // namespace

class tst_Trust final : public QObject
{
    Q_OBJECT
private slots:
    void whatCounts_data();
    void whatCounts();
    void theLedgerKeepsWhatWasSaid();
    void aDamagedLedgerTrustsNothing();
    void manyWritersLoseNothing();
    void peopleAreHonouredInOneLibraryOnly();
    void aLibraryCannotTrustItself();
    void aDecisionIsSharedAsAStatement();
    void aChangedFileIsNotTrusted();
    void aFoldersDigestIsSha256sumsOfItsList();
    void programsThatALibraryNamesNeedTrust();
    void settingsOfALibrary_data();
    void settingsOfALibrary();

private:
    // A library with the trap as cars@v1.0.0.
    static Result<registry::Library> libraryIn(const QString &folder, const QJsonObject &metadata = {});
};

Result<registry::Library> tst_Trust::libraryIn(const QString &folder, const QJsonObject &metadata)
{
    VT_TRY(const registry::Library library, registry::Library::create(folder + u"/library.git"_s, true));
    writeFile(folder + u"/model.pkl"_s, trap);
    registry::AddRequest request;
    request.model = u"cars"_s;
    request.files = {folder + u"/model.pkl"_s};
    request.version = registry::SemVer::parse(u"v1.0.0"_s).value();
    request.metadata = metadata;
    VT_CHECK(library.add(request));
    return library;
}

void tst_Trust::whatCounts_data()
{
    QTest::addColumn<QList<TrustStatement>>("own");
    QTest::addColumn<QList<TrustStatement>>("library");
    QTest::addColumn<QStringList>("honoured");
    QTest::addColumn<bool>("trusted");
    const QList<TrustStatement> none;
    const QStringList both{u"ann@example.org"_s, u"bob@example.org"_s};
    QTest::newRow("nothing said") << none << none << both << false;
    QTest::newRow("own") << QList{statement(ann, true, 1)} << none << QStringList() << true;
    QTest::newRow("own of another file")
        << QList{statement(ann, true, 1, QString(64, u'b'))} << none << both << false;
    QTest::newRow("own, revoked later")
        << QList{statement(ann, true, 1), statement(ann, false, 1)} << none << both << false;
    QTest::newRow("own, trusted again")
        << QList{statement(ann, false, 1), statement(ann, true, 1)} << none << QStringList() << true;
    QTest::newRow("in the library only") << none << QList{statement(ann, true, 1)} << QStringList() << false;
    QTest::newRow("honoured") << none << QList{statement(ann, true, 1)} << QStringList{u"ann@example.org"_s}
                              << true;
    QTest::newRow("address in another case") << none << QList{statement(bob, true, 1)} << both << true;
    QTest::newRow("somebody else honoured")
        << none << QList{statement(ann, true, 1)} << QStringList{u"bob@example.org"_s} << false;
    QTest::newRow("honoured, revoked later")
        << none << QList{statement(ann, false, 2), statement(ann, true, 1)} << both << false;
    QTest::newRow("one trusts, another revoked")
        << none << QList{statement(bob, false, 1), statement(ann, true, 2)} << both << false;
    QTest::newRow("own goes before honoured")
        << QList{statement(ann, true, 1)} << QList{statement(bob, false, 2)} << both << true;
    QTest::newRow("own revocation goes before honoured")
        << QList{statement(ann, false, 1)} << QList{statement(bob, true, 2)} << both << false;
}

void tst_Trust::whatCounts()
{
    QFETCH(const QList<TrustStatement>, own);
    QFETCH(const QList<TrustStatement>, library);
    QFETCH(const QStringList, honoured);
    QFETCH(const bool, trusted);
    QCOMPARE(decideTrust(digest, own, library, honoured).trusted, trusted);
}

void tst_Trust::theLedgerKeepsWhatWasSaid()
{
    QTemporaryDir folder;
    const QString place = folder.filePath(u"config/vitrine"_s);
    QVERIFY(TrustLedger(place).statements().value().isEmpty());
    const QList<TrustStatement> said{statement(ann, true, 1), statement(u"Ä “ö” \n\\ <x@y>"_s, false, 2)};
    for (const TrustStatement &each : said)
        QVERIFY(TrustLedger(place).add(each));
    QCOMPARE(TrustLedger(place).statements().value(), said);
    QCOMPARE(QFile::permissions(place + u"/trust.jsonl"_s) &
                 (QFile::ReadGroup | QFile::ReadOther | QFile::WriteGroup),
             QFile::Permissions());
}

void tst_Trust::aDamagedLedgerTrustsNothing()
{
    QTemporaryDir folder;
    const TrustLedger ledger(folder.path());
    QVERIFY(ledger.add(statement(ann, true, 1)));
    QFile file(folder.filePath(u"trust.jsonl"_s));
    QVERIFY(file.open(QIODevice::Append));
    file.write("{\"sha256\":");
    file.close();
    const auto read = ledger.statements();
    QVERIFY(!read);
    QCOMPARE(read.error().code, Error::Code::Corrupt);
    QVERIFY(read.error().message.contains(u"line 2"));
    const Result<> may = trustCheck(ledger, u"x"_s, {}, {})({digest, {}});
    QVERIFY(!may);
    QCOMPARE(may.error().code, Error::Code::Corrupt);
}

void tst_Trust::manyWritersLoseNothing()
{
    QTemporaryDir folder;
    std::vector<std::thread> writers;
    for (int i = 0; i < 4; ++i) {
        writers.emplace_back([&] {
            for (int j = 0; j < 50; ++j)
                [[maybe_unused]] const Result<> added =
                    TrustLedger(folder.path()).add(statement(ann, true, 1));
        });
    }
    for (std::thread &writer : writers)
        writer.join();
    QCOMPARE(TrustLedger(folder.path()).statements().value().size(), 200);
}

void tst_Trust::peopleAreHonouredInOneLibraryOnly()
{
    QTemporaryDir folder;
    const TrustLedger ledger(folder.path());
    QDir(folder.path()).mkpath(u"a.git"_s);
    QDir(folder.path()).mkpath(u"b.git"_s);
    QVERIFY(ledger.setHonoured(folder.filePath(u"a.git"_s), ann, true));
    QVERIFY(ledger.setHonoured(folder.filePath(u"a.git/"_s), u"bob@example.org"_s, true));
    QCOMPARE(ledger.honoured(folder.filePath(u"a.git"_s)).value(),
             (QStringList{u"ann@example.org"_s, u"bob@example.org"_s}));
    QCOMPARE(ledger.honoured(folder.filePath(u"b.git"_s)).value(), QStringList());
    QVERIFY(ledger.setHonoured(folder.filePath(u"a.git"_s), ann, false));
    QCOMPARE(ledger.honoured(folder.filePath(u"a.git"_s)).value(), QStringList{u"bob@example.org"_s});
    QVERIFY(ledger.statements().value().isEmpty());
}

// Whoever made the library wrote that it is trusted. That is what somebody says, no more.
void tst_Trust::aLibraryCannotTrustItself()
{
    QTemporaryDir folder;
    const auto library = libraryIn(folder.path());
    QVERIFY2(library, qPrintable(library ? QString() : library.error().message));
    const VersionSource source = sourceOf(*library, {u"cars"_s, {}, {}}).value();
    const CodeBearing code = codeOf(source.path, source.fileName, source.engine).value();
    TrustStatement claim = statement(ann, true, 1, code.sha256);
    claim.why = u"trust me"_s;
    QVERIFY(
        library->setNote(u"cars"_s, u"v1.0.0"_s, {{u"trust"_s, QJsonArray{toJson(claim), u"nonsense"_s}}}));
    const TrustLedger ledger(folder.filePath(u"config"_s));
    const QList<TrustStatement> said = statementsIn(library->note(u"cars"_s, u"v1.0.0"_s).value());
    QCOMPARE(said.size(), 1);
    const auto may = trustCheck(ledger, u"cars@v1.0.0"_s, library->gitDir(), said);
    const Result<> refused = may(code);
    QVERIFY(!refused);
    for (const QString &part :
         {u"you have not trusted it"_s, u"vitrine-cli inspect cars@v1.0.0"_s,
          u"vitrine-cli trust cars@v1.0.0"_s, u"Ann Ex <ann@example.org> trusted it on 2026-01-01"_s,
          u"“trust me”"_s, u"--honour ann@example.org"_s, u"One thing in it is dangerous."_s})
        QVERIFY2(refused.error().message.contains(part), qPrintable(refused.error().message));
    // Until the user says that Ann's word counts in this library.
    QVERIFY(ledger.setHonoured(library->gitDir(), ann, true));
    QVERIFY(may(code));
}

void tst_Trust::aDecisionIsSharedAsAStatement()
{
    QTemporaryDir folder;
    const auto library = libraryIn(folder.path());
    QVERIFY2(library, qPrintable(library ? QString() : library.error().message));
    QVERIFY(library->setNote(u"cars"_s, u"v1.0.0"_s, {{u"text"_s, u"kept"_s}}));
    const TrustLedger ledger(folder.filePath(u"config"_s));
    const VersionSource source = sourceOf(*library, {u"cars"_s, {}, {}}).value();
    const TrustQuestion question = trustQuestion(&*library, source, ledger).value();
    QCOMPARE(question.subject, u"cars@v1.0.0"_s);
    QVERIFY(!question.decision.trusted);
    QCOMPARE(question.code.inspection.findings.first().name, u"posix.mkdir"_s);
    QVERIFY(recordTrust(&*library, question, true, u"it is only a test"_s, ledger));
    QVERIFY(trustQuestion(&*library, source, ledger).value().decision.trusted);
    const QJsonObject note = library->note(u"cars"_s, u"v1.0.0"_s).value();
    QCOMPARE(note.value(u"text").toString(), u"kept"_s);
    const QList<TrustStatement> shared = statementsIn(note);
    QCOMPARE(shared.size(), 1);
    QCOMPARE(shared.first().why, u"it is only a test"_s);
    QCOMPARE(shared.first().sha256, question.code.sha256);
    QVERIFY(recordTrust(&*library, question, false, {}, ledger));
    QVERIFY(!trustQuestion(&*library, source, ledger).value().decision.trusted);
    QCOMPARE(statementsIn(library->note(u"cars"_s, u"v1.0.0"_s).value()).size(), 2);
}

void tst_Trust::aChangedFileIsNotTrusted()
{
    QTemporaryDir folder;
    const QString file = folder.filePath(u"model.pkl"_s);
    writeFile(file, trap);
    const TrustLedger ledger(folder.filePath(u"config"_s));
    const auto question = [&] {
        return trustQuestion(nullptr, sourceOfFile(file, {}).value(), ledger).value();
    };
    QVERIFY(recordTrust(nullptr, question(), true, {}, ledger));
    QVERIFY(question().decision.trusted);
    writeFile(file, trap + "x");
    QVERIFY(!question().decision.trusted);
}

void tst_Trust::aFoldersDigestIsSha256sumsOfItsList()
{
    QTemporaryDir folder;
    const QString model = folder.filePath(u"model"_s);
    writeFile(model + u"/MLmodel"_s, "flavors: {}\n");
    writeFile(model + u"/model.pkl"_s, trap);
    writeFile(model + u"/code/a module.py"_s, "print('hello')\n");
    const CodeBearing code = codeOf(model, u"model"_s, {}).value();
    QProcess shell;
    shell.setWorkingDirectory(model);
    shell.start(u"sh"_s,
                {u"-c"_s, u"find . -type f -print0 | LC_ALL=C sort -z | xargs -0 sha256sum | sha256sum"_s});
    QVERIFY(shell.waitForFinished());
    QCOMPARE(code.sha256, QString::fromLatin1(shell.readAll().left(64)));
    QVERIFY(code.inspection.canRunCode);
    QStringList found;
    for (const format::Finding &finding : code.inspection.findings)
        found << finding.name;
    QCOMPARE(found, (QStringList{u"code/a module.py"_s, u"posix.mkdir"_s}));
    QVERIFY(QFile::link(u"/etc"_s, model + u"/code/elsewhere"_s));
    const auto linked = codeOf(model, u"model"_s, {});
    QVERIFY(!linked);
    QVERIFY2(linked.error().message.contains(u"'code/elsewhere'"), qPrintable(linked.error().message));
}

void tst_Trust::programsThatALibraryNamesNeedTrust()
{
    QTemporaryDir folder;
    const QString evil = folder.filePath(u"evil.sh"_s);
    const QString trace = folder.filePath(u"trace"_s);
    writeFile(evil, "#!/bin/sh\ntouch " + trace.toLocal8Bit() + "\n");
    QFile::setPermissions(evil, QFile::ReadOwner | QFile::WriteOwner | QFile::ExeOwner);
    const TrustLedger ledger(folder.filePath(u"config"_s));
    qputenv("XDG_CONFIG_HOME", folder.filePath(u"home"_s).toLocal8Bit());
    int made = 0;
    for (const QJsonObject &serving :
         {QJsonObject{{u"python"_s, evil}}, QJsonObject{{u"command"_s, evil + u" {port}"_s}}}) {
        const QString place = folder.filePath(QString::number(made++));
        QDir().mkpath(place);
        const auto library = libraryIn(place, {{u"serving"_s, serving}});
        QVERIFY2(library, qPrintable(library ? QString() : library.error().message));
        const VersionSource source = sourceOf(*library, {u"cars"_s, {}, {}}).value();
        // Trust in the model is not trust in the program.
        CodeBearing model = codeOf(source.path, source.fileName, {}).value();
        TrustStatement own = statement(ann, true, 1, model.sha256);
        QVERIFY(TrustLedger().add(own));
        format::Prototype prototype;
        prototype.columns = {{u"x"_s, format::ColumnType::Number, {}, {}, {}, {}}};
        const auto engine = loadEngine(source.path, prototype, source.engine);
        QVERIFY(!engine);
        QVERIFY2(engine.error().message.contains(u"you have not trusted it"),
                 qPrintable(engine.error().message));
        QVERIFY(!QFile::exists(trace));
        const CodeBearing code = codeOf(source.path, source.fileName, source.engine).value();
        QVERIFY(code.sha256 != model.sha256);
        QCOMPARE(code.inspection.findings.last().kind, u"program"_s);
    }
    // The user's own choice goes before the library's and needs no trust.
    EngineChoices choices;
    choices.python = u"/usr/bin/env"_s;
    const EngineOptions options =
        engineOptions(choices, {{u"serving"_s, QJsonObject{{u"python"_s, evil}}}}).value();
    QCOMPARE(options.python, u"/usr/bin/env"_s);
    QVERIFY(options.libraryPython.isEmpty());
}

void tst_Trust::settingsOfALibrary_data()
{
    QTest::addColumn<QJsonValue>("serving");
    QTest::addColumn<QString>("problem");
    QTest::newRow("none") << QJsonValue(QJsonValue::Undefined) << QString();
    QTest::newRow("all") << QJsonValue(QJsonObject{{u"python"_s, u"python3.11"_s},
                                                   {u"workers"_s, 3},
                                                   {u"request_time"_s, 5},
                                                   {u"memory"_s, 512},
                                                   {u"command"_s, QJsonArray{u"serve"_s, u"{port}"_s}},
                                                   {u"forward"_s, u"/predict"_s},
                                                   {u"form"_s, u"vetiver"_s}})
                         << QString();
    QTest::newRow("not a mapping") << QJsonValue(u"python3"_s) << u"serving in model.yaml is a mapping"_s;
    QTest::newRow("workers") << QJsonValue(QJsonObject{{u"workers"_s, 0}}) << u"serving.workers"_s;
    QTest::newRow("fraction") << QJsonValue(QJsonObject{{u"request_time"_s, 0.5}})
                              << u"serving.request_time"_s;
    QTest::newRow("interpreter") << QJsonValue(QJsonObject{{u"python"_s, u"bash"_s}}) << u"names 'bash'"_s;
    QTest::newRow("form") << QJsonValue(QJsonObject{{u"form"_s, u"soap"_s}})
                          << u"mlflow, vetiver, oip, own"_s;
    QTest::newRow("target") << QJsonValue(QJsonObject{{u"ready"_s, u"http://elsewhere/"_s}})
                            << u"begin with “/”"_s;
    QTest::newRow("command") << QJsonValue(QJsonObject{{u"command"_s, 5}}) << u"serving.command"_s;
}

void tst_Trust::settingsOfALibrary()
{
    QFETCH(const QJsonValue, serving);
    QFETCH(const QString, problem);
    QJsonObject metadata;
    if (!serving.isUndefined())
        metadata.insert(u"serving"_s, serving);
    const auto options = engineOptions({}, metadata);
    QCOMPARE(bool(options), problem.isEmpty());
    if (!options)
        QVERIFY2(options.error().message.contains(problem), qPrintable(options.error().message));
    else if (serving.isObject())
        QCOMPARE(options->command.command, (QStringList{u"serve"_s, u"{port}"_s}));
}

QTEST_GUILESS_MAIN(tst_Trust)
#include "tst_trust.moc"
