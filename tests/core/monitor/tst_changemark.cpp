// SPDX-License-Identifier: GPL-3.0-or-later
// Whether somebody wrote to a store, in a file and in a real PostgreSQL server alike; and rows that go there
// many at a time.
#include "core/monitor/store/changemark.h"

#include "core/monitor/store.h"
#include "core/monitor/store/postgresbatch.h"
#include "tests/core/monitor/recording.h"
#include "tests/core/monitor/storeengines.h"

#include <QTemporaryDir>
#include <QTest>

#include <memory>

using namespace Qt::StringLiterals;
using namespace vitrine;
using namespace vitrine::monitor;
using namespace vitrine::test;

class tst_ChangeMark final : public QObject
{
    Q_OBJECT
private slots:
    void init() { m_dir = std::make_unique<QTemporaryDir>(); }
    void everyWriteIsSeen();
    void everyWriteIsSeen_data() { StoreEngines::addRows(); }
    void aServerThatWentAwayIsConnectedToAgain();
    void rowsGoManyAtATime();
    void rowsGoManyAtATime_data() { StoreEngines::addRows(); }
    void aBatchThatIsRolledBackLeavesNothing();
    void aBatchThatIsRolledBackLeavesNothing_data() { StoreEngines::addRows(); }
    void textsAreQuoted();
    void aStoreIsNamedWithoutItsPassword();

private:
    StoreEngines m_engines;
    std::unique_ptr<QTemporaryDir> m_dir;
};

#define VT_NEED_STORE(variable)                                           \
    QFETCH(bool, postgres);                                               \
    const QString variable = m_engines.newStore(postgres, m_dir->path()); \
    if (variable.isEmpty())                                               \
    QSKIP(qPrintable(m_engines.whyNot()))

void tst_ChangeMark::everyWriteIsSeen()
{
    VT_NEED_STORE(where);
    auto store = Store::open(where);
    QVERIFY(store.has_value());
    ChangeMark mark(where);
    QByteArray last = mark.look().value_or({});
    QVERIFY(!last.isEmpty());
    const auto isNew = [&] {
        const QByteArray now = mark.look().value_or({});
        return std::exchange(last, now) != now;
    };
    QVERIFY(!isNew());
    Observation open;
    open.timeMs = 1'704'067'200'000;
    open.id = u"a"_s;
    open.estimate = 2;
    QVERIFY(store->append(u"cars"_s, u"v1"_s, {open}));
    QVERIFY(isNew());
    Observation late = open;
    late.truth = 3;
    QVERIFY(store->attachTruths(u"cars"_s, u"v1"_s, {late}));
    QVERIFY(isNew());
    const Occurrence note{Occurrence::Kind::Note, QDateTime::currentDateTimeUtc(), u"cars"_s, {}, {}, u"x"_s};
    QVERIFY(store->note(note));
    QVERIFY(isNew());
    QVERIFY(store->removeNote(note));
    QVERIFY(isNew());
    test::record(where, "cars", "v1", {{open.timeMs, R"({"x":[1]})", R"({".pred":[1]})", {}}});
    QVERIFY(isNew());
    QVERIFY(!isNew());
}

void tst_ChangeMark::aServerThatWentAwayIsConnectedToAgain()
{
    const QString where = m_engines.newStore(true, m_dir->path());
    if (where.isEmpty())
        QSKIP(qPrintable(m_engines.whyNot()));
    ChangeMark mark(where);
    const auto before = mark.look();
    QVERIFY(before.has_value());
    m_engines.server()->stop();
    const auto away = mark.look();
    QVERIFY(!away);
    QCOMPARE(away.error().code, Error::Code::Io);
    QVERIFY2(away.error().message.startsWith(u"The database server cannot be reached"),
             qPrintable(away.error().message));
    QCOMPARE(m_engines.server()->restart(), QString());
    const auto back = mark.look();
    QVERIFY2(back.has_value(), back ? "" : qPrintable(back.error().message));
    QCOMPARE(*back, *before);
}

void tst_ChangeMark::rowsGoManyAtATime()
{
    VT_NEED_STORE(where);
    auto connection = StoreConnection::open(where);
    QVERIFY(connection &&
            connection->addTables("CREATE TABLE IF NOT EXISTS thing(a INTEGER, b REAL, c TEXT)"));
    constexpr int count = 2'501; // two full batches and the rest of a third
    const std::string text = R"(it's "50 \% \n" déjà {[1]} $1 ?1 :p1)";
    {
        using enum BatchColumn::Type;
        auto transaction = StoreTransaction::begin(*connection);
        auto batch = connection->batch("thing", {{u"a"_s, Integer}, {u"b"_s, Real}, {u"c"_s, Text}});
        QVERIFY(transaction && batch);
        for (int i = 0; i < count; ++i) {
            batch->bind(1, i);
            batch->bind(2, i % 2 == 0 ? i / 7.0 : qQNaN());
            if (i % 3 == 0)
                batch->bindNull(3);
            else
                batch->bindText(3, text);
            QVERIFY(batch->add());
        }
        QVERIFY(batch->flush());
        QVERIFY(transaction->commit());
    }
    auto all = connection->prepare("SELECT a, b, c FROM thing ORDER BY a");
    QVERIFY(all.has_value());
    for (int i = 0; i < count; ++i) {
        QVERIFY(all->step().value_or(false));
        QCOMPARE(all->integer(0), i);
        QCOMPARE(all->isNull(1), i % 2 != 0);
        if (i % 2 == 0)
            QCOMPARE(all->real(1), i / 7.0); // to the last bit
        QCOMPARE(all->isNull(2), i % 3 == 0);
        if (i % 3 != 0)
            QCOMPARE(all->text(2).toStdString(), text);
    }
    QVERIFY(!all->step().value_or(true));
}

void tst_ChangeMark::aBatchThatIsRolledBackLeavesNothing()
{
    VT_NEED_STORE(where);
    auto connection = StoreConnection::open(where);
    QVERIFY(connection && connection->addTables("CREATE TABLE IF NOT EXISTS thing(a INTEGER NOT NULL)"));
    auto batch = connection->batch("thing", {{u"a"_s, BatchColumn::Type::Integer}});
    QVERIFY(batch.has_value());
    {
        auto transaction = StoreTransaction::begin(*connection);
        batch->bind(1, 1);
        QVERIFY(batch->add());
        batch->bindNull(1); // which the table does not take
        const bool failed = !batch->add() || !batch->flush();
        QVERIFY(failed);
    }
    batch->clear();
    {
        auto transaction = StoreTransaction::begin(*connection);
        batch->bind(1, 2);
        QVERIFY(batch->add() && batch->flush());
        QVERIFY(transaction->commit());
    }
    auto sum = connection->prepare("SELECT sum(a) FROM thing");
    QVERIFY(sum && sum->step().value_or(false));
    QCOMPARE(sum->integer(0), 2);
}

void tst_ChangeMark::textsAreQuoted()
{
    const auto quoted = [](std::string_view text) {
        std::string cell = "before";
        setPostgresText(cell, text);
        return cell;
    };
    QCOMPARE(quoted("a'b\\c\"d"), std::string("\"a''b\\\\c\\\"d\""));
    QCOMPARE(quoted(""), std::string("\"\""));
    QCOMPARE(quoted(std::string_view("a\0b", 3)), std::string("\"a\xEF\xBF\xBD\x62\""));
    QCOMPARE(quoted("a\xFFz"), std::string("\"a\xEF\xBF\xBDz\""));
}

void tst_ChangeMark::aStoreIsNamedWithoutItsPassword()
{
    QCOMPARE(storeName(u"postgresql://ada:secret@db.example.org:5433/models?password=secret"_s),
             u"postgresql://db.example.org:5433/models"_s);
    QCOMPARE(storeName(u"/data/monitor.sqlite"_s), u"/data/monitor.sqlite"_s);
    QVERIFY(mayHoldStore(u"postgresql://db.example.org/models"_s));
    QVERIFY(!mayHoldStore(m_dir->filePath(u"none.sqlite"_s)));
}

QTEST_GUILESS_MAIN(tst_ChangeMark)
#include "tst_changemark.moc"
