// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/database.h"
#include "tests/core/monitor/dataset/datasettext.h"

#include <QTest>

using namespace Qt::StringLiterals;
using namespace vitrine;
using namespace vitrine::monitor;
using namespace vitrine::test;

class tst_SqliteDataset final : public QObject
{
    Q_OBJECT
private slots:
    void init();
    void aSingleTable();
    void oneOfSeveralTables();
    void aQuery();
    void whatIsNotASelectIsRefused_data();
    void whatIsNotASelectIsRefused();
    void timesAsNumbers();
    void mixedCells();
    void manyRowsInChunks();
    void aTableOptionForAnotherFileIsRefused();
    void nothingIsWritten();

private:
    void make(const char *sql);
    Result<Dataset> open(const QString &table = {}, const QString &query = {}) const;

    std::unique_ptr<QTemporaryDir> m_dir;
    QString m_path;
};

void tst_SqliteDataset::init()
{
    m_dir = std::make_unique<QTemporaryDir>();
    m_path = m_dir->filePath(u"data.db"_s);
}

void tst_SqliteDataset::make(const char *sql)
{
    auto database = Database::open(m_path);
    QVERIFY(database.has_value());
    const auto made = database->execute(sql);
    QVERIFY2(made.has_value(), made ? "" : qPrintable(made.error().message));
}

Result<Dataset> tst_SqliteDataset::open(const QString &table, const QString &query) const
{
    DatasetOptions options;
    options.table = table;
    options.query = query;
    return Dataset::open(m_path, options);
}

void tst_SqliteDataset::aSingleTable()
{
    make("CREATE TABLE scored(day TEXT, truth REAL, \"the \"\"pred\" REAL, place TEXT);"
         "INSERT INTO scored VALUES('2024-01-01', 1, 1.5, 'x'), ('2024-01-02', NULL, 2, NULL);");
    const auto dataset = open();
    QVERIFY2(dataset.has_value(), dataset ? "" : qPrintable(dataset.error().message));
    QCOMPARE(schemaText(*dataset), u"day:T truth:I the \"pred:N place:X"_s);
    const Rows rows = readRows(*dataset);
    QCOMPARE(rows.text, u"2024-01-01T00:00:00Z 1 1.5 x|2024-01-02T00:00:00Z NA 2 NA"_s);
    QCOMPARE(rows.lines, (QList<qint64>{1, 2}));
    QCOMPARE(readRows(*dataset, {u"place"_s, u"the \"pred"_s, u"place"_s}).text, u"x 1.5 x|NA 2 NA"_s);
}

void tst_SqliteDataset::oneOfSeveralTables()
{
    make("CREATE TABLE a(x); CREATE VIEW b AS SELECT 7 AS y; INSERT INTO a VALUES(1);");
    const auto none = open();
    QVERIFY(!none);
    QVERIFY2(none.error().message.contains(u"name one of a, b"), qPrintable(none.error().message));
    QCOMPARE(readRows(*open(u"b"_s)).text, u"7"_s);
    const auto wrong = open(u"c"_s);
    QVERIFY(!wrong);
    QVERIFY(wrong.error().message.contains(u"no table “c”"));
}

void tst_SqliteDataset::aQuery()
{
    make("CREATE TABLE a(x); INSERT INTO a VALUES(1), (2), (3); CREATE TABLE b(x);");
    const auto dataset = open({}, u"SELECT x, x * x AS square FROM a WHERE x > 1;"_s);
    QVERIFY2(dataset.has_value(), dataset ? "" : qPrintable(dataset.error().message));
    QCOMPARE(readRows(*dataset).text, u"2 4|3 9"_s);
}

void tst_SqliteDataset::whatIsNotASelectIsRefused_data()
{
    QTest::addColumn<QString>("query");
    QTest::newRow("writes") << u"DELETE FROM a"_s;
    QTest::newRow("two statements") << u"SELECT 1; DELETE FROM a"_s;
    QTest::newRow("no result") << u"BEGIN"_s;
    QTest::newRow("not SQL") << u"everything"_s;
}

void tst_SqliteDataset::whatIsNotASelectIsRefused()
{
    QFETCH(QString, query);
    make("CREATE TABLE a(x); INSERT INTO a VALUES(1);");
    const auto dataset = open({}, query);
    QVERIFY(!dataset);
    QCOMPARE(dataset.error().code, Error::Code::InvalidArgument);
    QCOMPARE(readRows(*open()).text, u"1"_s);
}

void tst_SqliteDataset::timesAsNumbers()
{
    make("CREATE TABLE a(t INTEGER); INSERT INTO a VALUES(1704067200000), (1704067260500);");
    DatasetOptions options;
    options.types = {{u"t"_s, ColumnType::Time}};
    QCOMPARE(readRows(*Dataset::open(m_path, options)).text,
             u"2024-01-01T00:00:00Z|2024-01-01T00:01:00.500Z"_s);
}

void tst_SqliteDataset::mixedCells()
{
    make("CREATE TABLE a(x); WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 20) "
         "INSERT INTO a SELECT i FROM n; INSERT INTO a VALUES('many'), (x'00ff'), ('21');");
    const Rows rows = readRows(*open());
    QCOMPARE(rows.text.section(u'|', -4), u"20|NA|NA|21"_s);
    QCOMPARE(rows.problems.unreadableCells, 2);
    QCOMPARE(rows.problems.first[0].sentence(), u"Line 21, column x: “many” is not a number."_s);
}

void tst_SqliteDataset::manyRowsInChunks()
{
    make("CREATE TABLE a(x); WITH RECURSIVE n(i) AS (SELECT 0 UNION ALL SELECT i + 1 FROM n WHERE i < 99999) "
         "INSERT INTO a SELECT i FROM n;");
    const auto dataset = open();
    auto reader = dataset->read({u"x"_s});
    Chunk chunk;
    double next = 0;
    int chunks = 0;
    while (*reader->next(chunk)) {
        ++chunks;
        for (const double value : chunk.columns[0].numbers)
            QCOMPARE(value, next++);
    }
    QCOMPARE(next, 100'000.0);
    QVERIFY(chunks > 3);
}

void tst_SqliteDataset::aTableOptionForAnotherFileIsRefused()
{
    const ScratchFile scratch("a\n1\n");
    DatasetOptions options;
    options.table = u"a"_s;
    const auto dataset = Dataset::open(scratch.path(), options);
    QVERIFY(!dataset);
    QVERIFY(dataset.error().message.contains(u"not a SQLite database"));
}

void tst_SqliteDataset::nothingIsWritten()
{
    make("CREATE TABLE a(x); INSERT INTO a VALUES(1); PRAGMA journal_mode=DELETE;");
    QFile file(m_path);
    QVERIFY(file.open(QIODevice::ReadOnly));
    const QByteArray before = file.readAll();
    QCOMPARE(readRows(*open()).text, u"1"_s);
    file.seek(0);
    QCOMPARE(file.readAll(), before);
    QCOMPARE(QDir(m_dir->path()).entryList(QDir::Files), QStringList{u"data.db"_s});
}

QTEST_GUILESS_MAIN(tst_SqliteDataset)
#include "tst_sqlitedataset.moc"
