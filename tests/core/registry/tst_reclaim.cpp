// SPDX-License-Identifier: GPL-3.0-or-later
// Space of versions, and getting it back.
#include "core/registry/reclaim.h"

#include "core/artifact/objectstore.h"
#include "core/registry/retention.h"
#include "core/registry/space.h"
#include "tests/support/scratchrepo.h"

#include <QDir>
#include <QFile>
#include <QTest>

using namespace Qt::StringLiterals;
using namespace vitrine;
using namespace vitrine::registry;
using test::ScratchRepo;

namespace {

QString text(const ReclaimPlan &plan)
{
    QStringList lines;
    for (const ReclaimVersion &version : plan.versions)
        lines << version.name + u' ' + QString::number(version.bytes) +
                     (version.kept.isEmpty() ? QString() : u" kept: "_s + version.kept);
    for (const ReclaimObject &object : plan.objects)
        lines << u"- %1 %2%3"_s.arg(object.versions.join(u'+'))
                     .arg(object.bytes)
                     .arg(object.goes() ? QString() : u" kept: "_s + object.kept);
    lines << u"= %1"_s.arg(plan.bytes);
    return lines.join(u'\n');
}

QString text(const LibrarySpace &space)
{
    QStringList lines;
    for (const ModelSpace &model : space.models) {
        lines << u"%1 %2 unique %3"_s.arg(model.model).arg(model.bytes).arg(model.unique);
        for (const VersionSpace &version : model.versions)
            lines << u"  %1 %2 unique %3 shared %4%5"_s.arg(version.version)
                         .arg(version.bytes)
                         .arg(version.unique)
                         .arg(version.shared())
                         .arg(version.deregistered ? u" deregistered"_s : QString());
    }
    lines << u"= %1 stored %2 unnamed %3"_s.arg(space.bytes).arg(space.stored).arg(space.unnamed);
    return lines.join(u'\n');
}

} // namespace

class tst_Reclaim final : public QObject
{
    Q_OBJECT
private slots:
    void init();

    void spaceTellsSharedFromUnique();
    void spaceOfAnEmptyLibraryIsNothing();

    void onlyObjectsOfDeregisteredVersionsGo();
    void objectsThatAnotherVersionNeedsStay();
    void objectsThatAnotherModelNeedsStay();
    void objectsAtTheTipOfABranchStay();
    void objectsOfForeignTagsStay();
    void objectsOfTheStashStay();
    void stagedFilesStay();
    void filesOfLinkedWorkingTreesStay();
    void versionsThatAStageHeldStayUnlessNamed();
    void deployedVersionsStayUnlessNamed();
    void freshObjectsStayUnlessNamed();
    void namesAreChecked();
    void oneModelCanBeAskedFor();
    void whatIsNotDownloadedIsNotCounted();
    void reclaimDeletesWhatThePlanSays();
    void reclaimKeepsWhatWasRegisteredMeanwhile();
    void reclaimRefusesADryRun();
    void aBrokenTagStopsEverything();
    void retentionCountsTheBytes();

private:
    // Adds a version with one file of `size` bytes filled with `fill`.
    void add(const QString &model, const QString &version, char fill, qsizetype size,
             const QStringList &stages = {});
    void deregister(const QString &name);
    artifact::ObjectStore store() const { return artifact::ObjectStore(m_repo->gitDir()); }
    static QString hashOf(char fill, qsizetype size) { return artifact::sha256Of(QByteArray(size, fill)); }
    QString plan(const ReclaimRequest &request = asked()) const
    {
        const auto planned = planReclaim(*m_library, request);
        return planned ? text(*planned) : u"error: "_s + planned.error().message;
    }
    static ReclaimRequest asked()
    {
        ReclaimRequest request;
        request.minimumAgeSeconds = 0;
        return request;
    }

    std::unique_ptr<ScratchRepo> m_repo;
    std::unique_ptr<QTemporaryDir> m_files;
    std::optional<Library> m_library;
    QDateTime m_when;
};

void tst_Reclaim::init()
{
    m_repo = std::make_unique<ScratchRepo>();
    m_files = std::make_unique<QTemporaryDir>();
    m_when = QDateTime(QDate(2023, 1, 1), QTime(0, 0), Qt::UTC);
    m_repo->git({u"lfs"_s, u"install"_s, u"--local"_s});
    m_repo->commitFile(u".gitattributes"_s, "models/*/files/** filter=lfs diff=lfs merge=lfs -text\n",
                       u"Begin"_s);
    auto library = Library::open(m_repo->path());
    QVERIFY(library);
    m_library = *library;
}

void tst_Reclaim::add(const QString &model, const QString &version, char fill, qsizetype size,
                      const QStringList &stages)
{
    const QString path = m_files->filePath(u"model.bin"_s);
    QFile file(path);
    QVERIFY(file.open(QIODevice::WriteOnly));
    file.write(QByteArray(size, fill));
    file.close();
    AddRequest request;
    request.model = model;
    request.files = {path};
    request.version = *SemVer::parse(version);
    request.stages = stages;
    // Before the dates on which git itself is run, so that what deregisters comes after what registers.
    m_when = m_when.addSecs(60);
    request.authorship.when = m_when;
    const auto added = m_library->add(request);
    QVERIFY2(added, added ? "" : qPrintable(added.error().message));
}

void tst_Reclaim::deregister(const QString &name)
{
    m_repo->tag(name + u'!', u"Deregister"_s, name);
}

void tst_Reclaim::spaceTellsSharedFromUnique()
{
    add(u"a"_s, u"v1.0.0"_s, 'x', 1000);
    add(u"a"_s, u"v1.1.0"_s, 'y', 300);
    add(u"a"_s, u"v1.2.0"_s, 'x', 1000);
    add(u"b"_s, u"v1.0.0"_s, 'y', 300);
    add(u"b"_s, u"v2.0.0"_s, 'z', 50);
    deregister(u"b@v2.0.0"_s);
    QVERIFY(store().putBytes("no version has this"));
    const auto used = space(*m_library);
    QVERIFY2(used, used ? "" : qPrintable(used.error().message));
    QCOMPARE(text(*used), u"a 1300 unique 1000\n"
                          "  v1.2.0 1000 unique 0 shared 1000\n"
                          "  v1.1.0 300 unique 0 shared 300\n"
                          "  v1.0.0 1000 unique 0 shared 1000\n"
                          "b 350 unique 50\n"
                          "  v2.0.0 50 unique 50 shared 0 deregistered\n"
                          "  v1.0.0 300 unique 0 shared 300\n"
                          "= 1350 stored 1369 unnamed 19"_s);
}

void tst_Reclaim::spaceOfAnEmptyLibraryIsNothing()
{
    QCOMPARE(text(*space(*m_library)), u"= 0 stored 0 unnamed 0"_s);
    QCOMPARE(plan(), u"= 0"_s);
}

void tst_Reclaim::onlyObjectsOfDeregisteredVersionsGo()
{
    add(u"a"_s, u"v1.0.0"_s, 'x', 1000);
    add(u"a"_s, u"v1.1.0"_s, 'y', 300);
    add(u"a"_s, u"v1.2.0"_s, 'z', 50);
    QCOMPARE(plan(), u"= 0"_s);
    deregister(u"a@v1.0.0"_s);
    QCOMPARE(plan(), u"a@v1.0.0 1000\n- a@v1.0.0 1000\n= 1000"_s);
    deregister(u"a@v1.1.0"_s);
    QCOMPARE(plan(), u"a@v1.1.0 300\na@v1.0.0 1000\n- a@v1.0.0 1000\n- a@v1.1.0 300\n= 1300"_s);
}

void tst_Reclaim::objectsThatAnotherVersionNeedsStay()
{
    add(u"a"_s, u"v1.0.0"_s, 'x', 1000);
    add(u"a"_s, u"v1.1.0"_s, 'y', 300);
    add(u"a"_s, u"v1.2.0"_s, 'x', 1000);
    add(u"a"_s, u"v1.3.0"_s, 'z', 50);
    deregister(u"a@v1.0.0"_s);
    QCOMPARE(plan(), u"a@v1.0.0 0\n- a@v1.0.0 1000 kept: a@v1.2.0\n= 0"_s);
    deregister(u"a@v1.2.0"_s);
    QCOMPARE(plan(), u"a@v1.2.0 1000\na@v1.0.0 0\n- a@v1.2.0+a@v1.0.0 1000\n= 1000"_s);
}

void tst_Reclaim::objectsThatAnotherModelNeedsStay()
{
    add(u"a"_s, u"v1.0.0"_s, 'x', 1000);
    add(u"a"_s, u"v1.1.0"_s, 'y', 300);
    add(u"b"_s, u"v1.0.0"_s, 'x', 1000);
    add(u"b"_s, u"v1.1.0"_s, 'y', 300);
    deregister(u"a@v1.0.0"_s);
    QCOMPARE(plan(), u"a@v1.0.0 0\n- a@v1.0.0 1000 kept: b@v1.0.0\n= 0"_s);
}

void tst_Reclaim::objectsAtTheTipOfABranchStay()
{
    add(u"a"_s, u"v1.0.0"_s, 'x', 1000);
    deregister(u"a@v1.0.0"_s);
    QCOMPARE(plan(), u"a@v1.0.0 0\n- a@v1.0.0 1000 kept: the branch main\n= 0"_s);
    m_repo->git({u"update-ref"_s, u"refs/remotes/origin/old"_s, u"HEAD"_s});
    add(u"a"_s, u"v1.1.0"_s, 'y', 300);
    QCOMPARE(plan(), u"a@v1.0.0 0\n- a@v1.0.0 1000 kept: the remote branch origin/old\n= 0"_s);
    m_repo->git({u"update-ref"_s, u"-d"_s, u"refs/remotes/origin/old"_s});
    QCOMPARE(plan(), u"a@v1.0.0 1000\n- a@v1.0.0 1000\n= 1000"_s);
}

void tst_Reclaim::objectsOfForeignTagsStay()
{
    add(u"a"_s, u"v1.0.0"_s, 'x', 1000);
    m_repo->tag(u"release-2024"_s, u"Release"_s);
    add(u"a"_s, u"v1.1.0"_s, 'y', 300);
    deregister(u"a@v1.0.0"_s);
    QCOMPARE(plan(), u"a@v1.0.0 0\n- a@v1.0.0 1000 kept: the tag release-2024\n= 0"_s);
}

void tst_Reclaim::objectsOfTheStashStay()
{
    add(u"a"_s, u"v1.0.0"_s, 'x', 1000);
    add(u"a"_s, u"v1.1.0"_s, 'y', 300);
    m_repo->writeFile(u"models/a/files/model.bin"_s, QByteArray(1000, 'x'));
    m_repo->git({u"stash"_s});
    deregister(u"a@v1.0.0"_s);
    QCOMPARE(plan(), u"a@v1.0.0 0\n- a@v1.0.0 1000 kept: the stash\n= 0"_s);
}

void tst_Reclaim::stagedFilesStay()
{
    add(u"a"_s, u"v1.0.0"_s, 'x', 1000);
    add(u"a"_s, u"v1.1.0"_s, 'y', 300);
    deregister(u"a@v1.0.0"_s);
    m_repo->writeFile(u"models/a/files/model.bin"_s, QByteArray(1000, 'x'));
    m_repo->git({u"add"_s, u"models"_s});
    QCOMPARE(plan(), u"a@v1.0.0 0\n- a@v1.0.0 1000 kept: what is staged in %1\n= 0"_s.arg(m_repo->path()));
}

void tst_Reclaim::filesOfLinkedWorkingTreesStay()
{
    add(u"a"_s, u"v1.0.0"_s, 'x', 1000);
    const QString linked = m_files->filePath(u"linked"_s);
    m_repo->git({u"worktree"_s, u"add"_s, u"-q"_s, u"--detach"_s, linked});
    add(u"a"_s, u"v1.1.0"_s, 'y', 300);
    deregister(u"a@v1.0.0"_s);
    const QString kept = u"a@v1.0.0 0\n- a@v1.0.0 1000 kept: what is checked out in %1\n= 0"_s;
    QCOMPARE(plan(), kept.arg(linked));

    // Seen from the linked one, the first one counts as well.
    add(u"a"_s, u"v1.2.0"_s, 'z', 50);
    m_repo->git({u"checkout"_s, u"-q"_s, u"--detach"_s, u"a@v1.1.0"_s});
    m_repo->git({u"branch"_s, u"-f"_s, u"main"_s, u"a@v1.2.0"_s});
    deregister(u"a@v1.1.0"_s);
    const auto there = Library::open(linked);
    QVERIFY(there);
    const auto planned = planReclaim(*there, asked());
    QVERIFY(planned);
    QCOMPARE(planned->bytes, 0);
    QCOMPARE(planned->objects.last().kept, u"what is checked out in %1"_s.arg(m_repo->path()));
}

void tst_Reclaim::versionsThatAStageHeldStayUnlessNamed()
{
    add(u"a"_s, u"v1.0.0"_s, 'x', 1000, {u"production"_s});
    add(u"a"_s, u"v1.1.0"_s, 'y', 300, {u"production"_s});
    deregister(u"a@v1.0.0"_s);
    QCOMPARE(plan(), u"a@v1.0.0 0 kept: it was in production\n- a@v1.0.0 1000 kept: a@v1.0.0\n= 0"_s);
    ReclaimRequest request = asked();
    request.named = {u"a@v1.0.0"_s};
    QCOMPARE(plan(request), u"a@v1.0.0 1000\n- a@v1.0.0 1000\n= 1000"_s);
}

void tst_Reclaim::deployedVersionsStayUnlessNamed()
{
    add(u"a"_s, u"v1.0.0"_s, 'x', 1000);
    add(u"a"_s, u"v1.1.0"_s, 'y', 300);
    deregister(u"a@v1.0.0"_s);
    ReclaimRequest request = asked();
    request.deployed = {u"a@v1.0.0"_s};
    QCOMPARE(plan(request), u"a@v1.0.0 0 kept: a deployment uses it\n- a@v1.0.0 1000 kept: a@v1.0.0\n= 0"_s);
    request.named = {u"a@v1.0.0"_s};
    QCOMPARE(plan(request), u"a@v1.0.0 1000\n- a@v1.0.0 1000\n= 1000"_s);
}

void tst_Reclaim::freshObjectsStayUnlessNamed()
{
    add(u"a"_s, u"v1.0.0"_s, 'x', 1000);
    add(u"a"_s, u"v1.1.0"_s, 'y', 300);
    deregister(u"a@v1.0.0"_s);
    ReclaimRequest request;
    QCOMPARE(plan(request), u"a@v1.0.0 0\n- a@v1.0.0 1000 kept: stored only a moment ago\n= 0"_s);
    request.named = {u"a@v1.0.0"_s};
    QCOMPARE(plan(request), u"a@v1.0.0 1000\n- a@v1.0.0 1000\n= 1000"_s);
}

void tst_Reclaim::namesAreChecked()
{
    add(u"a"_s, u"v1.0.0"_s, 'x', 1000);
    ReclaimRequest request = asked();
    request.named = {u"a@v9.0.0"_s};
    QCOMPARE(planReclaim(*m_library, request).error().code, Error::Code::NotFound);
    request.named = {u"a@v1.0.0"_s};
    const auto registered = planReclaim(*m_library, request);
    QVERIFY(!registered);
    QCOMPARE(registered.error().code, Error::Code::InvalidArgument);
    QCOMPARE(registered.error().message,
             u"a@v1.0.0 is registered: deregister it before its space is reclaimed."_s);
}

void tst_Reclaim::oneModelCanBeAskedFor()
{
    add(u"a"_s, u"v1.0.0"_s, 'x', 1000);
    add(u"a"_s, u"v1.1.0"_s, 'y', 300);
    add(u"b"_s, u"v1.0.0"_s, 'v', 70);
    add(u"b"_s, u"v1.1.0"_s, 'w', 60);
    deregister(u"a@v1.0.0"_s);
    deregister(u"b@v1.0.0"_s);
    ReclaimRequest request = asked();
    request.model = u"b"_s;
    QCOMPARE(plan(request), u"b@v1.0.0 70\n- b@v1.0.0 70\n= 70"_s);
}

void tst_Reclaim::whatIsNotDownloadedIsNotCounted()
{
    add(u"a"_s, u"v1.0.0"_s, 'x', 1000);
    add(u"a"_s, u"v1.1.0"_s, 'y', 300);
    deregister(u"a@v1.0.0"_s);
    QVERIFY(QFile::remove(store().pathOf(hashOf('x', 1000))));
    QCOMPARE(plan(), u"a@v1.0.0 0\n= 0"_s);
}

void tst_Reclaim::reclaimDeletesWhatThePlanSays()
{
    add(u"a"_s, u"v1.0.0"_s, 'x', 1000);
    add(u"a"_s, u"v1.1.0"_s, 'y', 300, {u"production"_s});
    add(u"a"_s, u"v1.2.0"_s, 'z', 50);
    deregister(u"a@v1.0.0"_s);
    deregister(u"a@v1.1.0"_s);
    const auto planned = planReclaim(*m_library, asked());
    QVERIFY(planned);
    QCOMPARE(planned->bytes, 1000);
    const auto done = reclaim(*m_library, *planned, asked());
    QVERIFY(done);
    QCOMPARE(done->objects, 1);
    QCOMPARE(done->bytes, 1000);
    QVERIFY(done->kept.isEmpty());
    QVERIFY(!store().find(hashOf('x', 1000)));
    QVERIFY(store().find(hashOf('y', 300)));
    QVERIFY(store().find(hashOf('z', 50)));

    // Tags, history and what is checked out are as they were; the version says what is gone.
    QVERIFY(m_repo->isSound());
    QCOMPARE(m_repo->git({u"lfs"_s, u"fsck"_s}), u"Git LFS fsck OK"_s);
    QCOMPARE(m_repo->git({u"status"_s, u"--porcelain"_s}), QString());
    const auto details = m_library->details(u"a"_s, u"v1.0.0"_s);
    QVERIFY(details);
    QCOMPARE(details->files.first().state, FileState::NotDownloaded);
    QCOMPARE(plan(),
             u"a@v1.1.0 0 kept: it was in production\na@v1.0.0 0\n- a@v1.1.0 300 kept: a@v1.1.0\n= 0"_s);
}

void tst_Reclaim::reclaimKeepsWhatWasRegisteredMeanwhile()
{
    add(u"a"_s, u"v1.0.0"_s, 'x', 1000);
    add(u"a"_s, u"v1.1.0"_s, 'w', 700);
    add(u"a"_s, u"v1.2.0"_s, 'y', 300);
    deregister(u"a@v1.0.0"_s);
    deregister(u"a@v1.1.0"_s);
    const auto planned = planReclaim(*m_library, asked());
    QVERIFY(planned);
    QCOMPARE(planned->bytes, 1700);
    add(u"b"_s, u"v1.0.0"_s, 'x', 1000);
    const auto done = reclaim(*m_library, *planned, asked());
    QVERIFY(done);
    QCOMPARE(done->bytes, 700);
    QCOMPARE(done->kept, QStringList{hashOf('x', 1000)});
    QVERIFY(store().find(hashOf('x', 1000)));
}

void tst_Reclaim::reclaimRefusesADryRun()
{
    add(u"a"_s, u"v1.0.0"_s, 'x', 1000);
    add(u"a"_s, u"v1.1.0"_s, 'y', 300);
    ReclaimRequest request = asked();
    request.assume = {u"a@v1.0.0"_s};
    const auto planned = planReclaim(*m_library, request);
    QVERIFY(planned);
    QCOMPARE(planned->bytes, 1000);
    const auto done = reclaim(*m_library, *planned, request);
    QVERIFY(!done);
    QCOMPARE(done.error().code, Error::Code::InvalidArgument);
    // Asked for without the assumption, the version is registered and keeps what it has.
    const auto without = reclaim(*m_library, *planned, asked());
    QVERIFY(without);
    QCOMPARE(without->objects, 0);
    QCOMPARE(without->kept, QStringList{hashOf('x', 1000)});
}

void tst_Reclaim::aBrokenTagStopsEverything()
{
    add(u"a"_s, u"v1.0.0"_s, 'x', 1000);
    add(u"a"_s, u"v1.1.0"_s, 'y', 300);
    deregister(u"a@v1.0.0"_s);
    m_repo->writeFile(u".git/refs/tags/b@v1.0.0"_s, QByteArray(40, 'a') + '\n');
    const auto planned = planReclaim(*m_library, asked());
    QVERIFY(!planned);
    QVERIFY2(planned.error().message.contains(u"b@v1.0.0"), qPrintable(planned.error().message));
}

void tst_Reclaim::retentionCountsTheBytes()
{
    add(u"a"_s, u"v1.0.0"_s, 'x', 1000);
    add(u"a"_s, u"v1.1.0"_s, 'w', 700);
    add(u"a"_s, u"v1.2.0"_s, 'x', 1000);
    add(u"a"_s, u"v1.3.0"_s, 'v', 90, {u"production"_s});
    add(u"a"_s, u"v1.4.0"_s, 'u', 20);
    deregister(u"a@v1.1.0"_s); // its bytes are not the rules' doing
    const auto rules = RetentionRules::parse({u"last:1"_s});
    const auto plan = planRetention(*m_library, u"a"_s, *rules);
    QVERIFY2(plan, plan ? "" : qPrintable(plan.error().message));
    QCOMPARE(plan->leaving(), (QStringList{u"v1.2.0"_s, u"v1.0.0"_s}));
    QCOMPARE(plan->bytes, 1000);
    const auto more = planRetention(*m_library, u"a"_s, *RetentionRules::parse({u"last:3"_s}));
    QVERIFY(more);
    QCOMPARE(more->leaving(), QStringList{u"v1.0.0"_s});
    QCOMPARE(more->bytes, 0);
    QCOMPARE(m_library->versions(u"a"_s)->size(), 5);
}

QTEST_GUILESS_MAIN(tst_Reclaim)
#include "tst_reclaim.moc"
