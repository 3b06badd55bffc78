// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/scratchrepo.h"
#include "tests/support/shareddata.h"
#include "ui/library/droppeditem.h"

#include <QDir>
#include <QFile>
#include <QTemporaryDir>
#include <QTest>

using namespace Qt::StringLiterals;
using namespace vitrine;
using namespace vitrine::ui;
using Kind = DroppedItem::Kind;

class tst_DroppedItem final : public QObject
{
    Q_OBJECT
private slots:
    void init() { m_dir = std::make_unique<QTemporaryDir>(); }
    void repositoriesOfBothKinds();
    void foldersOfOtherTools();
    void filesAndFolders();
    void whatIsNotThereIsNothing();
    void realPinsBoards();

private:
    void touch(const QString &path) const
    {
        QVERIFY(QDir().mkpath(QFileInfo(m_dir->filePath(path)).path()));
        QFile file(m_dir->filePath(path));
        QVERIFY(file.open(QIODevice::WriteOnly));
        file.write("x");
    }
    Kind kindOf(const QString &path) const { return droppedItem({m_dir->filePath(path)}).kind; }

    std::unique_ptr<QTemporaryDir> m_dir;
};

void tst_DroppedItem::repositoriesOfBothKinds()
{
    test::ScratchRepo bare(test::ScratchRepo::Kind::Bare);
    test::ScratchRepo tree;
    QCOMPARE(droppedItem({bare.path()}).kind, Kind::Repository);
    QCOMPARE(droppedItem({tree.path()}).kind, Kind::Repository);
}

void tst_DroppedItem::foldersOfOtherTools()
{
    touch(u"board/mtcars/20230101T000000Z-abcde/data.txt"_s);
    QCOMPARE(kindOf(u"board"_s), Kind::PinsBoard);
    QCOMPARE(kindOf(u"board/mtcars"_s), Kind::PinsBoard);
    QCOMPARE(kindOf(u"board/mtcars/20230101T000000Z-abcde"_s), Kind::PinsBoard);
    touch(u"model/MLmodel"_s);
    QCOMPARE(kindOf(u"model"_s), Kind::MlflowStore);
    touch(u"mlruns/0/meta.yaml"_s);
    QCOMPARE(kindOf(u"mlruns"_s), Kind::MlflowStore);
}

void tst_DroppedItem::filesAndFolders()
{
    touch(u"a.onnx"_s);
    touch(u"b.joblib"_s);
    touch(u"bundle/weights.bin"_s);
    QCOMPARE(kindOf(u"a.onnx"_s), Kind::ModelFiles);
    QCOMPARE(kindOf(u"bundle"_s), Kind::ModelFiles);
    const DroppedItem both = droppedItem({m_dir->filePath(u"a.onnx"_s), m_dir->filePath(u"b.joblib"_s)});
    QCOMPARE(both.kind, Kind::ModelFiles);
    QCOMPARE(both.paths.size(), 2);
}

void tst_DroppedItem::whatIsNotThereIsNothing()
{
    QCOMPARE(kindOf(u"gone.onnx"_s), Kind::Nothing);
    QCOMPARE(droppedItem({}).kind, Kind::Nothing);
}

void tst_DroppedItem::realPinsBoards()
{
    const QString boards = test::sharedData(u"boards"_s);
    if (boards.isEmpty())
        QSKIP("no boards written by R and Python are beside the checkout");
    QCOMPARE(droppedItem({boards + u"/r"_s}).kind, Kind::PinsBoard);
    QCOMPARE(droppedItem({boards + u"/python"_s}).kind, Kind::PinsBoard);
}

QTEST_GUILESS_MAIN(tst_DroppedItem)
#include "tst_droppeditem.moc"
