// SPDX-License-Identifier: GPL-3.0-or-later
// Tables of metrics as R and Python have them: texts, files, pins.
#include "core/base/englishplurals.h"
#include "core/monitor/dataset/dataset.h"
#include "core/monitor/metrictable.h"
#include "core/monitor/pinsboard.h"
#include "core/monitor/rdsframe.h"
#include "tests/core/monitor/dataset/datasettext.h"
#include "tests/core/monitor/reference.h"
#include "tests/support/shareddata.h"

#include <QDirIterator>
#include <QProcess>
#include <QStandardPaths>
#include <QTest>

using namespace Qt::StringLiterals;
using namespace vitrine;
using namespace vitrine::monitor;
using namespace vitrine::test;

namespace {

QDateTime day(int date)
{
    return QDateTime(QDate(2024, 3, date), QTime(0, 0), Qt::UTC);
}

MetricRow entry(const QDateTime &index, qint64 n, const QString &metric, double value)
{
    MetricRow row;
    row.index = index;
    row.n = n;
    row.metric = metric;
    row.estimator = u"standard"_s;
    row.value = value;
    return row;
}

MetricTable table()
{
    return {entry(day(1), 10, u"rmse"_s, 1.5), entry(day(1), 10, u"mae"_s, 1.0 / 3),
            entry(day(8), 2, u"rmse"_s, qQNaN())};
}

QString text(const MetricTable &table)
{
    QStringList rows;
    for (const MetricRow &row : table)
        rows << u"%1 %2 %3 %4 %5"_s.arg(row.index.toString(Qt::ISODate))
                    .arg(row.n)
                    .arg(row.metric, row.estimator)
                    .arg(row.value, 0, 'g', 17);
    return rows.join(u'|');
}

QByteArray content(const QString &path)
{
    QFile file(path);
    return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
}

// What an R program prints; empty when there is no R.
QByteArray runR(const QString &program)
{
    const QString rscript = QStandardPaths::findExecutable(u"Rscript"_s);
    if (rscript.isEmpty())
        return {};
    QProcess process;
    process.start(rscript, {u"--vanilla"_s, u"-e"_s, program});
    process.waitForFinished(120'000);
    return process.readAllStandardOutput() + process.readAllStandardError();
}

#define VT_NEED_R()                                             \
    if (QStandardPaths::findExecutable(u"Rscript"_s).isEmpty()) \
    QSKIP("SKIPPED: R is not installed")

} // namespace

class tst_MetricTable final : public QObject
{
    Q_OBJECT
private slots:
    void initTestCase();
    void columnsOfR();
    void columnsOfPython();
    void timesAndIntervalsAndGroups();
    void jsonHasNull();
    void readsWhatItWrites_data();
    void readsWhatItWrites();
    void readsVetiversOwnTables_data();
    void readsVetiversOwnTables();
    void otherTablesAreRefused();
    void framesOfRComeAndGo();
    void RReadsTheFrames();
    void framesThatRWrites();
    void aPinOfR();
    void damagedFrames();
    void aNewPin_data();
    void aNewPin();
    void anOldPinIsMerged();
    void aPinOfAnotherTypeIsRefused();
    void namesThatAreNoPins();

private:
    EnglishPlurals m_plurals;
};

void tst_MetricTable::initTestCase()
{
    QCoreApplication::installTranslator(&m_plurals);
}

void tst_MetricTable::columnsOfR()
{
    QCOMPARE(metricTableToCsv(table(), {}),
             ".index,.n,.metric,.estimator,.estimate\n2024-03-01,10,rmse,standard,1.5\n"
             "2024-03-01,10,mae,standard,0.3333333333333333\n2024-03-08,2,rmse,standard,NA\n");
}

void tst_MetricTable::columnsOfPython()
{
    MetricTableForm form;
    form.columns = MetricColumns::VetiverPython;
    QCOMPARE(metricTableToCsv(table(), form),
             "index,n,metric,estimate\n2024-03-01,10,root_mean_squared_error,1.5\n"
             "2024-03-01,10,mean_absolute_error,0.3333333333333333\n2024-03-08,2,root_mean_squared_error,\n");
}

void tst_MetricTable::timesAndIntervalsAndGroups()
{
    MetricTable timed = table();
    timed[0].index = day(1).addSecs(3600);
    timed[0].lower = 1.25;
    timed[0].upper = std::numeric_limits<double>::infinity();
    timed[0].group = u"a, b"_s;
    timed[0].version = u"v1"_s;
    MetricTableForm form;
    form.intervals = true;
    form.groupColumn = u"shop"_s;
    form.versions = true;
    QCOMPARE(metricTableToCsv({timed[0]}, form),
             "version,shop,.index,.n,.metric,.estimator,.estimate,.lower,.upper\n"
             "v1,\"a, b\",2024-03-01T01:00:00Z,10,rmse,standard,1.5,1.25,Inf\n");
}

void tst_MetricTable::jsonHasNull()
{
    MetricTable one = table().mid(2);
    one[0].why = u"Needs rows."_s;
    QCOMPARE(
        QString::fromUtf8(metricTableToJson(one, {})).simplified(),
        uR"([ { ".estimate": null, ".estimator": "standard", ".index": "2024-03-08", ".metric": "rmse", ".n": 2, ".why": "Needs rows." } ])"_s);
}

void tst_MetricTable::readsWhatItWrites_data()
{
    QTest::addColumn<bool>("python");
    QTest::addColumn<bool>("json");
    QTest::newRow("R's CSV") << false << false;
    QTest::newRow("R's JSON") << false << true;
    QTest::newRow("Python's CSV") << true << false;
    QTest::newRow("Python's JSON") << true << true;
}

void tst_MetricTable::readsWhatItWrites()
{
    QFETCH(bool, python);
    QFETCH(bool, json);
    MetricTableForm form;
    form.columns = python ? MetricColumns::VetiverPython : MetricColumns::VetiverR;
    const ScratchFile file(json ? metricTableToJson(table(), form) : metricTableToCsv(table(), form));
    const auto read = readMetricTable(*Dataset::open(file.path()));
    QVERIFY2(read.has_value(), read ? "" : qPrintable(read.error().message));
    MetricTable expected = table();
    for (MetricRow &row : expected)
        row.estimator = python ? QString() : row.estimator;
    QCOMPARE(text(*read), text(expected));
}

void tst_MetricTable::readsVetiversOwnTables_data()
{
    QTest::addColumn<QString>("file");
    QTest::addColumn<int>("rows");
    QTest::newRow("R") << u"monitoring/reference/vetiver_r_bike_month.csv"_s << 0;
    QTest::newRow("Python") << u"monitoring/reference/vetiver_python_bike_30d.csv"_s << 0;
}

void tst_MetricTable::readsVetiversOwnTables()
{
    QFETCH(QString, file);
    VT_NEED_SHARED(path, file);
    const auto read = readMetricTable(*Dataset::open(path));
    QVERIFY2(read.has_value(), read ? "" : qPrintable(read.error().message));
    const Csv csv = readCsv(path);
    QCOMPARE(read->size(), csv.rows.size());
    const bool python = csv.header.contains(u"index"_s);
    for (qsizetype row = 0; row < csv.rows.size(); ++row) {
        const QString dot = python ? QString() : u"."_s;
        QCOMPARE(read->at(row).index.date().toString(Qt::ISODate), csv.at(row, dot + u"index"_s).left(10));
        QCOMPARE(read->at(row).value, number(csv.at(row, dot + u"estimate"_s)));
        QCOMPARE(sklearnName(read->at(row).metric) == csv.at(row, dot + u"metric"_s) ||
                     read->at(row).metric == csv.at(row, dot + u"metric"_s),
                 true);
    }
}

void tst_MetricTable::otherTablesAreRefused()
{
    const ScratchFile file("a,b\n1,2\n");
    const auto read = readMetricTable(*Dataset::open(file.path()));
    QVERIFY(!read);
    QVERIFY(read.error().message.contains(u"data.csv is not a table of metrics"));
}

void tst_MetricTable::framesOfRComeAndGo()
{
    using Kind = RdsColumn::Kind;
    const QList<RdsColumn> frame{
        {Kind::Date, u"day"_s, {19783, qQNaN()}, {}},
        {Kind::Time, u"time"_s, {1.5e9, 0.25}, {}},
        {Kind::Integer, u"n"_s, {7, qQNaN()}, {}},
        {Kind::Text, u"größe"_s, {}, {u"é"_s, QString()}},
        {Kind::Number, u"x"_s, {1.0 / 3, std::numeric_limits<double>::infinity()}, {}}};
    const auto read = readRds(writeRds(frame));
    QVERIFY2(read.has_value(), read ? "" : qPrintable(read.error().message));
    QCOMPARE(read->size(), frame.size());
    for (qsizetype i = 0; i < frame.size(); ++i) {
        QCOMPARE(read->at(i).kind, frame[i].kind);
        QCOMPARE(read->at(i).name, frame[i].name);
        QCOMPARE(read->at(i).texts, frame[i].texts);
        for (std::size_t row = 0; row < frame[i].numbers.size(); ++row)
            QVERIFY(agrees(read->at(i).numbers[row], frame[i].numbers[row], 0));
    }
}

void tst_MetricTable::RReadsTheFrames()
{
    VT_NEED_R();
    using Kind = RdsColumn::Kind;
    const ScratchFile file(writeRds({{Kind::Date, u".index"_s, {19783, 19790}, {}},
                                     {Kind::Integer, u".n"_s, {7, qQNaN()}, {}},
                                     {Kind::Text, u".metric"_s, {}, {u"größe"_s, QString()}},
                                     {Kind::Number, u".estimate"_s, {0.1, qQNaN()}, {}},
                                     {Kind::Time, u"t"_s, {1709251200, 1709251200.5}, {}}}),
                           u"frame.rds"_s);
    const QByteArray out = runR(
        u"x <- readRDS('%1'); stopifnot(is.data.frame(x), identical(dim(x), c(2L, 5L)), inherits(x$.index, "
        u"'Date'), "
        "identical(format(x$.index), c('2024-03-01', '2024-03-08')), identical(x$.n, c(7L, NA)), "
        "identical(x$.metric, c('gr\\u00f6\\u00dfe', NA)), identical(x$.estimate, c(0.1, NA)), "
        "identical(format(x$t[1], tz = 'UTC'), '2024-03-01'), is.na(x$.estimate[2]), !is.nan(x$.estimate[2])); cat('all is well')"_s
            .arg(file.path()));
    QCOMPARE(QString::fromUtf8(out), u"all is well"_s);
}

void tst_MetricTable::framesThatRWrites()
{
    VT_NEED_R();
    const QTemporaryDir folder;
    for (const int version : {2, 3}) {
        for (const QString &compress : {u"TRUE"_s, u"FALSE"_s}) {
            const QString path = folder.filePath(u"frame%1%2.rds"_s.arg(version).arg(compress));
            const QByteArray out = runR(
                u"x <- data.frame(.index = as.Date(c('2024-03-01', '2024-03-08')), .n = c(5L, 6L), .metric = "
                "factor(c('rmse', 'mae')), .estimator = c('standard', 'standard'), .estimate = c(1.5, NA)); "
                "saveRDS(x, '%1', version = %2, compress = %3)"_s.arg(path)
                    .arg(version)
                    .arg(compress));
            QCOMPARE(out, QByteArray());
            const auto frame = readRds(content(path));
            if (!frame) // version 3 may hold lazy vectors
                QVERIFY2(version == 3, qPrintable(frame.error().message));
            else
                QCOMPARE(frame->at(2).texts, (QStringList{u"rmse"_s, u"mae"_s}));
        }
    }
}

void tst_MetricTable::aPinOfR()
{
    VT_NEED_SHARED(board, u"boards/r/cars_metrics"_s);
    QDirIterator it(board, {u"*.rds"_s}, QDir::Files, QDirIterator::Subdirectories);
    QVERIFY(it.hasNext());
    const auto frame = readRds(content(it.next()));
    QVERIFY2(frame.has_value(), frame ? "" : qPrintable(frame.error().message));
    QCOMPARE(frame->size(), 5);
    QCOMPARE(frame->at(0).kind, RdsColumn::Kind::Date);
    QCOMPARE(frame->at(2).texts, (QStringList{u"rmse"_s, u"rmse"_s}));
    QCOMPARE(frame->at(4).numbers, (std::vector<double>{1.5, 2}));
}

void tst_MetricTable::damagedFrames()
{
    using Kind = RdsColumn::Kind;
    const QByteArray whole = writeRds({{Kind::Number, u"x"_s, std::vector<double>(1000, 0.5), {}}});
    QCOMPARE(readRds(whole.left(whole.size() / 2)).error().code, Error::Code::Corrupt);
    QCOMPARE(readRds("X\n\0\0\0\2").error().code, Error::Code::Unsupported);
    QCOMPARE(readRds("not R at all, surely").error().code, Error::Code::Unsupported);
    // Lengths that promise more than there is.
    QByteArray hostile("X\n\0\0\0\2\0\4\2\0\0\2\3\0\0\0\0\x13\x7f\xff\xff\xff", 22);
    QCOMPARE(readRds(hostile).error().code, Error::Code::Corrupt);
    QByteArray deep("X\n\0\0\0\2\0\4\2\0\0\2\3\0", 14);
    for (int i = 0; i < 1000; ++i)
        deep.append("\0\0\0\x13\0\0\0\1", 8);
    QVERIFY(!readRds(deep));
}

void tst_MetricTable::aNewPin_data()
{
    QTest::addColumn<bool>("python");
    QTest::newRow("R") << false;
    QTest::newRow("Python") << true;
}

void tst_MetricTable::aNewPin()
{
    QFETCH(bool, python);
    const QTemporaryDir board;
    PinRequest request{board.path(), u"cars_metrics"_s,
                       python ? MetricColumns::VetiverPython : MetricColumns::VetiverR};
    const auto pinned = pinMetrics(table(), request);
    QVERIFY2(pinned.has_value(), pinned ? "" : qPrintable(pinned.error().message));
    QCOMPARE(QDir(board.path()).entryList(QDir::AllEntries | QDir::Hidden | QDir::NoDotAndDotDot),
             QStringList{u"cars_metrics"_s});
    const QDir pin(board.filePath(u"cars_metrics"_s));
    QCOMPARE(pin.entryList(QDir::AllEntries | QDir::Hidden | QDir::NoDotAndDotDot),
             QStringList{pinned->version});
    static const QRegularExpression version(u"^\\d{8}T\\d{6}Z-[0-9a-f]{5}$"_s);
    QVERIFY(version.match(pinned->version).hasMatch());
    const QString type = python ? u"csv"_s : u"rds"_s;
    const QString payload = pin.filePath(pinned->version + u"/cars_metrics."_s + type);
    const QByteArray meta = content(pin.filePath(pinned->version + u"/data.txt"_s));
    QVERIFY(meta.contains("\ntype: " + type.toUtf8() + "\n"));
    QVERIFY(meta.contains("\nfile_size: " + QByteArray::number(QFileInfo(payload).size()) + "\n"));
    QVERIFY(meta.contains("\ndescription: ~\n"));
    QVERIFY(meta.contains("\napi_version: 1\n"));
    QVERIFY(meta.contains(pinned->version.section(u'-', 1).toUtf8()));
    // The same again is a conflict, which --dry-run tells beforehand.
    request.dryRun = true;
    const auto dry = pinMetrics(table(), request);
    QCOMPARE(dry->replacedRows, 3);
    QCOMPARE(dry->version, QString());
    request.dryRun = false;
    QCOMPARE(pinMetrics(table(), request).error().code, Error::Code::Conflict);
    QCOMPARE(pin.entryList(QDir::AllEntries | QDir::Hidden | QDir::NoDotAndDotDot).size(), 1);
    request.overwrite = true;
    const auto again = pinMetrics({entry(day(8), 3, u"rmse"_s, 7), entry(day(15), 4, u"rmse"_s, 8)}, request);
    QVERIFY2(again.has_value(), again ? "" : qPrintable(again.error().message));
    QCOMPARE(again->rows, 4);
    QCOMPARE(again->replacedRows, 1);
    QVERIFY(again->version > pinned->version); // the greatest name is the newest
    QCOMPARE(pin.entryList(QDir::AllEntries | QDir::Hidden | QDir::NoDotAndDotDot).size(), 2);
}

void tst_MetricTable::anOldPinIsMerged()
{
    VT_NEED_SHARED(source, u"boards/r/cars_metrics"_s);
    const QTemporaryDir board;
    const QString pin = board.filePath(u"cars_metrics"_s);
    const QString version = QDir(source).entryList(QDir::Dirs | QDir::NoDotAndDotDot).constFirst();
    QVERIFY(QDir().mkpath(pin + u'/' + version));
    for (const QString &file : QDir(source + u'/' + version).entryList(QDir::Files)) {
        QVERIFY(QFile::copy(source + u'/' + version + u'/' + file, pin + u'/' + version + u'/' + file));
        QVERIFY(
            QFile::setPermissions(pin + u'/' + version + u'/' + file, QFile::ReadOwner | QFile::WriteOwner));
    }
    // R's pin is newer than today: the new version must be newer still. It stays a pin of R.
    PinRequest request{board.path(), u"cars_metrics"_s, MetricColumns::VetiverPython};
    const auto pinned = pinMetrics({entry(day(1), 10, u"rmse"_s, 9)}, request);
    QVERIFY2(pinned.has_value(), pinned ? "" : qPrintable(pinned.error().message));
    QCOMPARE(pinned->rows, 3);
    QVERIFY(pinned->version > version);
    const auto frame = readRds(content(pin + u'/' + pinned->version + u"/cars_metrics.rds"_s));
    QCOMPARE(frame->at(4).numbers.size(), 3U);
    if (!QStandardPaths::findExecutable(u"Rscript"_s).isEmpty()) {
        const QByteArray out =
            runR(u"x <- readRDS('%1'); cat(nrow(x), class(x$.index), sum(x$.estimate))"_s.arg(
                pin + u'/' + pinned->version + u"/cars_metrics.rds"_s));
        QCOMPARE(QString::fromUtf8(out), u"3 Date 12.5"_s);
    }
}

void tst_MetricTable::aPinOfAnotherTypeIsRefused()
{
    const QTemporaryDir board;
    const QString version = board.filePath(u"m/20240101T000000Z-abcde"_s);
    QVERIFY(QDir().mkpath(version));
    QFile meta(version + u"/data.txt"_s);
    QVERIFY(meta.open(QIODevice::WriteOnly));
    meta.write("file: m.arrow\ntype: arrow\napi_version: 1\n");
    meta.close();
    const auto pinned = pinMetrics(table(), {board.path(), u"m"_s});
    QCOMPARE(pinned.error().code, Error::Code::Unsupported);
    QVERIFY(pinned.error().message.contains(u"of the type arrow"));
}

void tst_MetricTable::namesThatAreNoPins()
{
    const QTemporaryDir board;
    for (const QString &name : {u""_s, u".."_s, u"a/b"_s, u"a\\b"_s, u"_pins.yaml"_s})
        QCOMPARE(pinMetrics(table(), {board.path(), name}).error().code, Error::Code::InvalidArgument);
    QCOMPARE(pinMetrics(table(), {board.filePath(u"nowhere"_s), u"m"_s}).error().code, Error::Code::NotFound);
    QVERIFY(QDir(board.path()).isEmpty());
}

QTEST_GUILESS_MAIN(tst_MetricTable)
#include "tst_metrictable.moc"
