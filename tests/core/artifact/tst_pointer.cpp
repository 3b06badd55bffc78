// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/artifact/pointer.h"

#include "core/artifact/sha256.h"
#include "tests/support/scratchrepo.h"

#include <QTest>

using namespace Qt::StringLiterals;
using namespace vitrine;
using namespace vitrine::artifact;

namespace {

const QByteArray hash = "4d7a214614ab2935c943f9e0ff69d22eadbb8f32b1258daaa5e2ca24d17e2393";
const QByteArray version = "version https://git-lfs.github.com/spec/v1\n";
const QByteArray oid = "oid sha256:" + hash + "\n";

} // namespace

class tst_Pointer final : public QObject
{
    Q_OBJECT
private slots:
    void textIsWhatGitLfsWrites();
    void textOfAnEmptyFileIsEmpty();
    void readsItsOwnText();
    void readsAndRefusesAsGitLfsDoes_data();
    void readsAndRefusesAsGitLfsDoes();
    void longerThanAPointerIsNone();
    void messagesSayWhatIsWrong();
};

void tst_Pointer::textIsWhatGitLfsWrites()
{
    test::ScratchRepo repo;
    for (const QByteArray &content : {"hello"_ba, QByteArray(1, '\0'), QByteArray(3'000'000, 'x')}) {
        repo.writeFile(u"model.bin"_s, content);
        const QString theirs = repo.git({u"lfs"_s, u"pointer"_s, u"--file=model.bin"_s});
        const QByteArray ours = toText({sha256Of(content), content.size()});
        QCOMPARE(QString::fromLatin1(ours), theirs + u'\n');
    }
}

void tst_Pointer::textOfAnEmptyFileIsEmpty()
{
    QCOMPARE(toText(emptyPointer()), QByteArray());
    QCOMPARE(emptyPointer().sha256, sha256Of({}));
    const auto pointer = pointerFromText({});
    QVERIFY(pointer);
    QCOMPARE(*pointer, emptyPointer());
    QVERIFY(!looksLikePointer({}));
}

void tst_Pointer::readsItsOwnText()
{
    const Pointer pointer{QString::fromLatin1(hash), 5'368'709'120};
    QVERIFY(looksLikePointer(toText(pointer)));
    const auto read = pointerFromText(toText(pointer));
    QVERIFY(read);
    QCOMPARE(*read, pointer);
}

void tst_Pointer::readsAndRefusesAsGitLfsDoes_data()
{
    QTest::addColumn<QByteArray>("text");
    QTest::addColumn<bool>("good");
    const QByteArray extension = "ext-0-crypt sha256:" + hash + "\n";

    QTest::newRow("canonical") << version + oid + "size 12345\n" << true;
    QTest::newRow("no last line end") << version + oid + "size 12345" << true;
    QTest::newRow("CRLF") << QByteArray(version + oid + "size 12345\n").replace("\n", "\r\n") << true;
    QTest::newRow("blank lines at the end") << version + oid + "size 12345\n\n\n" << true;
    QTest::newRow("leading zero") << version + oid + "size 012345\n" << true;
    QTest::newRow("zero size") << version + oid + "size 0\n" << true;
    QTest::newRow("largest size") << version + oid + "size 9223372036854775807\n" << true;
    QTest::newRow("hawser") << "version https://hawser.github.com/spec/v1\n" + oid + "size 12345\n" << true;
    QTest::newRow("git-media") << "version http://git-media.io/v/2\n" + oid + "size 12345\n" << true;
    QTest::newRow("extension") << version + extension + oid + "size 12345\n" << true;
    QTest::newRow("extensions out of order")
        << version + "ext-7-zip sha256:" + hash + "\n" + extension + oid + "size 12345\n"
        << true;

    QTest::newRow("two extensions of one priority")
        << version + extension + "ext-0-zip sha256:" + hash + "\n" + oid + "size 12345\n"
        << false;
    QTest::newRow("extension without a hash") << version + "ext-0-crypt sha256:12\n" + oid + "size 12345\n"
                                              << false;
    QTest::newRow("upper-case hash") << version + "oid sha256:" + hash.toUpper() + "\nsize 12345\n" << false;
    QTest::newRow("short hash") << version + "oid sha256:" + hash.left(63) + "\nsize 12345\n" << false;
    QTest::newRow("long hash") << version + "oid sha256:" + hash + "00\nsize 12345\n" << false;
    QTest::newRow("path for a hash") << version + "oid sha256:../../../../../../etc/passwd\nsize 12345\n"
                                     << false;
    QTest::newRow("other hash kind") << version + "oid sha512:" + hash + "\nsize 12345\n" << false;
    QTest::newRow("negative size") << version + oid + "size -1\n" << false;
    QTest::newRow("size that is no number") << version + oid + "size 12x\n" << false;
    QTest::newRow("no size") << version + oid << false;
    QTest::newRow("empty size") << version + oid + "size \n" << false;
    QTest::newRow("size too large") << version + oid + "size 9223372036854775808\n" << false;
    QTest::newRow("extra line") << version + oid + "size 12345\nx y\n" << false;
    QTest::newRow("size before oid") << version + "size 12345\n" + oid << false;
    QTest::newRow("oid twice") << version + oid + oid + "size 12345\n" << false;
    QTest::newRow("unknown version") << "version https://git-lfs.github.com/spec/v2\n" + oid + "size 1\n"
                                     << false;
    QTest::newRow("version only") << version << false;
    QTest::newRow("something else") << "onnx model bytes"_ba << false;
}

void tst_Pointer::readsAndRefusesAsGitLfsDoes()
{
    QFETCH(QByteArray, text);
    QFETCH(bool, good);
    test::ScratchRepo repo;
    repo.writeFile(u"pointer"_s, text);
    QCOMPARE(repo.gitSucceeds({u"lfs"_s, u"pointer"_s, u"--check"_s, u"--file=pointer"_s}), good);

    const auto pointer = pointerFromText(text);
    QVERIFY2(bool(pointer) == good, pointer ? "read" : qPrintable(pointer.error().message));
    if (good) {
        QCOMPARE(pointer->sha256, QString::fromLatin1(hash));
        QVERIFY(looksLikePointer(text));
    }
}

void tst_Pointer::longerThanAPointerIsNone()
{
    QByteArray text = version + oid + "size 12345\n";
    text += QByteArray(1024 - text.size(), '\n');
    QVERIFY(!looksLikePointer(text));
    const auto pointer = pointerFromText(text);
    QVERIFY(!pointer);
    QCOMPARE(pointer.error().code, Error::Code::InvalidArgument);
    text.chop(1);
    QVERIFY(looksLikePointer(text));
    QVERIFY(pointerFromText(text));
}

void tst_Pointer::messagesSayWhatIsWrong()
{
    const auto size = pointerFromText(version + oid + "size twelve\n");
    QVERIFY(!size);
    QCOMPARE(size.error().code, Error::Code::Corrupt);
    QVERIFY(size.error().message.contains(u"twelve"));
    const auto extra = pointerFromText(version + oid + "size 1\nmalice here\n");
    QVERIFY(extra.error().message.contains(u"malice here"));
    const auto newer = pointerFromText("version https://git-lfs.github.com/spec/v9\n" + oid + "size 1\n");
    QCOMPARE(newer.error().code, Error::Code::Unsupported);
    QVERIFY(newer.error().message.contains(u"v9"));
}

QTEST_GUILESS_MAIN(tst_Pointer)
#include "tst_pointer.moc"
