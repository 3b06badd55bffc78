// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/registry/library.h"

#include "tests/support/scratchrepo.h"

#include <QFile>
#include <QTest>

#include <algorithm>

using namespace vitrine;
using namespace vitrine::registry;
using namespace Qt::StringLiterals;
using test::ScratchRepo;

namespace {

const QByteArray pointer =
    "version https://git-lfs.github.com/spec/v1\n"
    "oid sha256:ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad\nsize 3\n";

QStringList found(const ScratchRepo &repo, bool deep)
{
    QStringList lines;
    for (const Problem &problem : Library::open(repo.path()).value().verify(deep).value())
        lines.append(problem.what + u" | "_s + problem.where);
    lines.sort();
    return lines;
}

} // namespace

class tst_LibraryVerify final : public QObject
{
    Q_OBJECT
private slots:
    void aSoundLibraryHasNoProblems();
    void missingAndCorruptObjectsAreNamed();
    void brokenTagsAreNamed();
    void namesThatDifferInCaseAreNamed();
    void brokenPointersAndMetadataAreNamed();
};

void tst_LibraryVerify::aSoundLibraryHasNoProblems()
{
    ScratchRepo repo;
    repo.commitFile(u"models/churn/files/m.onnx"_s, pointer, u"a"_s);
    repo.writeFile(
        u".git/lfs/objects/ba/78/ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"_s, "abc");
    repo.tag(u"churn@v1.0.0"_s, u"x"_s);
    QCOMPARE(found(repo, true), QStringList());
}

void tst_LibraryVerify::missingAndCorruptObjectsAreNamed()
{
    ScratchRepo repo;
    repo.commitFile(u"models/churn/files/m.onnx"_s, pointer, u"a"_s);
    repo.tag(u"churn@v1.0.0"_s, u"x"_s);
    QCOMPARE(found(repo, false), QStringList({u"not downloaded | churn: files/m.onnx"_s,
                                              u"not downloaded | churn@v1.0.0: files/m.onnx"_s}));
    repo.writeFile(
        u".git/lfs/objects/ba/78/ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"_s, "abd");
    QCOMPARE(found(repo, false), QStringList());
    QCOMPARE(found(repo, true), QStringList({u"corrupt object | churn: files/m.onnx"_s,
                                             u"corrupt object | churn@v1.0.0: files/m.onnx"_s}));
}

void tst_LibraryVerify::brokenTagsAreNamed()
{
    ScratchRepo repo;
    repo.commitFile(u"a.txt"_s, "a", u"a"_s);
    repo.git({u"tag"_s, u"-a"_s, u"churn@v1.0.0"_s, u"-m"_s, u"tree"_s, u"HEAD^{tree}"_s});
    repo.git({u"tag"_s, u"churn@v2.0.0"_s});
    QCOMPARE(found(repo, false), QStringList({u"broken tag | refs/tags/churn@v1.0.0"_s,
                                              u"lightweight tag | refs/tags/churn@v2.0.0"_s}));
}

void tst_LibraryVerify::namesThatDifferInCaseAreNamed()
{
    ScratchRepo repo;
    repo.commitFile(u"a.txt"_s, "a", u"a"_s);
    repo.tag(u"churn@v1.0.0"_s, u"x"_s);
    repo.tag(u"Churn@v1.0.0"_s, u"x"_s);
    QCOMPARE(found(repo, false), QStringList{u"similar names | churn"_s});
}

void tst_LibraryVerify::brokenPointersAndMetadataAreNamed()
{
    ScratchRepo repo;
    repo.commitFile(u"models/churn/files/m.onnx"_s,
                    "version https://git-lfs.github.com/spec/v1\noid sha256:zz\nsize 3\n", u"a"_s);
    repo.commitFile(u"models/churn/model.yaml"_s, "labels: {a: b}\n", u"b"_s);
    QCOMPARE(found(repo, false),
             QStringList({u"broken pointer | churn: files/m.onnx"_s, u"unreadable metadata | churn"_s}));
}

QTEST_GUILESS_MAIN(tst_LibraryVerify)
#include "tst_libraryverify.moc"
