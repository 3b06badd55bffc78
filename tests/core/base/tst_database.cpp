// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/database.h"

#include <QFile>
#include <QTemporaryDir>
#include <QTest>

#include <cmath>
#include <limits>

using namespace Qt::StringLiterals;
using namespace vitrine;

class tst_Database final : public QObject
{
    Q_OBJECT
private slots:
    void valuesComeBackAsTheyWere();
    void aTransactionThatDiesRollsBack();
    void aFileThatIsNoDatabaseIsCorrupt();
    void aReaderCannotWrite();
    void aSecondWriterWaits();
};

void tst_Database::valuesComeBackAsTheyWere()
{
    auto database = Database::inMemory();
    QVERIFY(database && database->execute("CREATE TABLE t (a, b, c, d, e)"));
    auto insert = database->prepare("INSERT INTO t VALUES (?, ?, ?, ?, ?)");
    insert->bind(1, qint64(1) << 60);
    insert->bind(2, 0.1);
    insert->bind(3, u"Größe"_s);
    insert->bind(4, QByteArray("\0\1", 2));
    insert->bind(5, std::numeric_limits<double>::quiet_NaN());
    QVERIFY(insert->execute());
    auto select = database->prepare("SELECT * FROM t");
    QVERIFY(*select->step());
    QCOMPARE(select->integer(0), qint64(1) << 60);
    QCOMPARE(select->real(1), 0.1);
    QCOMPARE(select->text(2), u"Größe"_s);
    QCOMPARE(select->blob(3), QByteArray("\0\1", 2));
    QVERIFY(select->isNull(4) && std::isnan(select->real(4)));
    QVERIFY(!*select->step());
}

void tst_Database::aTransactionThatDiesRollsBack()
{
    auto database = Database::inMemory();
    QVERIFY(database->execute("CREATE TABLE t (a)"));
    {
        auto transaction = Transaction::begin(*database);
        QVERIFY(transaction && database->execute("INSERT INTO t VALUES (1)"));
    }
    {
        auto transaction = Transaction::begin(*database);
        QVERIFY(transaction && database->execute("INSERT INTO t VALUES (2)") && transaction->commit());
    }
    auto select = database->prepare("SELECT group_concat(a) FROM t");
    QVERIFY(*select->step());
    QCOMPARE(select->text(0), u"2"_s);
}

void tst_Database::aFileThatIsNoDatabaseIsCorrupt()
{
    QTemporaryDir dir;
    QFile file(dir.filePath(u"x.sqlite"_s));
    QVERIFY(file.open(QIODevice::WriteOnly));
    file.write(QByteArray(4096, 'x'));
    file.close();
    QCOMPARE(Database::open(file.fileName()).error().code, Error::Code::Corrupt);
    QCOMPARE(Database::open(dir.filePath(u"no/such/folder"_s)).error().code, Error::Code::Io);
}

void tst_Database::aReaderCannotWrite()
{
    QTemporaryDir dir;
    const QString path = dir.filePath(u"x.sqlite"_s);
    QVERIFY(Database::open(path)->execute("CREATE TABLE t (a)"));
    auto reader = Database::open(path, Database::Mode::ReadOnly);
    QVERIFY(reader);
    QCOMPARE(reader->execute("INSERT INTO t VALUES (1)").error().code, Error::Code::Io);
}

void tst_Database::aSecondWriterWaits()
{
    QTemporaryDir dir;
    const QString path = dir.filePath(u"x.sqlite"_s);
    auto one = Database::open(path);
    auto two = Database::open(path);
    QVERIFY(one->execute("CREATE TABLE t (a)"));
    QVERIFY(two->execute("PRAGMA busy_timeout=50"));
    auto holding = Transaction::begin(*one);
    QCOMPARE(Transaction::begin(*two).error().code, Error::Code::Busy);
    QVERIFY(holding->commit());
    QVERIFY(Transaction::begin(*two));
}

QTEST_GUILESS_MAIN(tst_Database)
#include "tst_database.moc"
