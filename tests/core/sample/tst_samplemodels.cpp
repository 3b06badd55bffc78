// SPDX-License-Identifier: GPL-3.0-or-later
// The monitoring history of the sample library is what its ONNX files say: every stored prediction is asked
// for again.
#include "core/sample/story.h"
#include "core/serving/engine.h"

#include <QSet>
#include <QTemporaryDir>
#include <QTest>

using namespace Qt::StringLiterals;
using namespace vitrine;

namespace {

// What was measured on each day, in the order of the prototype's columns.
QMap<QDate, QList<double>> readWeather()
{
    QMap<QDate, QList<double>> weather;
    const auto csv = sample::resource(u"seattle-weather.csv"_s);
    if (!csv)
        return weather;
    const QList<QByteArray> lines = csv->split('\n');
    for (const QByteArray &line : lines.sliced(1)) {
        const QList<QByteArray> cells = line.trimmed().split(',');
        if (cells.size() != 6)
            continue;
        const QDate day = QDate::fromString(QString::fromLatin1(cells[0]), Qt::ISODate);
        // date, precipitation, temp_max, temp_min, wind, weather
        weather.insert(day, {cells[2].toDouble(), cells[3].toDouble(), cells[1].toDouble(),
                             cells[4].toDouble(), double(day.dayOfYear())});
    }
    return weather;
}

// The day before each observation: what was known when the prediction was made.
void fill(serving::Frame &frame, const serving::Schema &schema,
          const QList<monitor::Observation> &observations, const QMap<QDate, QList<double>> &weather)
{
    frame.reset(schema);
    frame.setRows(static_cast<std::size_t>(observations.size()));
    for (std::size_t row = 0; row < frame.rows(); ++row) {
        const QDateTime noon = QDateTime::fromMSecsSinceEpoch(observations[qsizetype(row)].timeMs, Qt::UTC);
        const QList<double> values = weather.value(noon.date().addDays(-1));
        for (std::size_t column = 0; column < schema.columns.size(); ++column) {
            frame.clearMissing(column);
            if (schema.columns[column].cell == serving::CellType::Integer)
                frame.setInteger(column, row, qRound64(values[qsizetype(column)]));
            else
                frame.setNumber(column, row, values[qsizetype(column)]);
        }
    }
}

} // namespace

class tst_SampleModels final : public QObject
{
    Q_OBJECT
private slots:
    void everyModelSaysWhatTheHistorySays_data();
    void everyModelSaysWhatTheHistorySays();
    void noVersionIsWatchedBeforeItsFirstDay();
};

void tst_SampleModels::everyModelSaysWhatTheHistorySays_data()
{
    QTest::addColumn<int>("event");
    const auto story = sample::Story::read();
    QVERIFY(story);
    int registrations = 0;
    for (qsizetype i = 0; i < story->events.size(); ++i) {
        const sample::StoryEvent &event = story->events[i];
        if (event.kind != sample::StoryEvent::Kind::Register)
            continue;
        ++registrations;
        QTest::newRow(qPrintable(event.model + u'@' + event.version)) << int(i);
    }
    QCOMPARE(registrations, 8);
}

void tst_SampleModels::everyModelSaysWhatTheHistorySays()
{
    QFETCH(int, event);
    const auto story = sample::Story::read();
    const sample::StoryEvent &version = story->events[event];
    const auto bytes = sample::resource(version.file);
    QVERIFY(bytes);
    QVERIFY2(bytes->size() < 100'000, "the sample's models are meant to be small");
    QTemporaryDir dir;
    QFile file(dir.filePath(u"model.onnx"_s));
    QVERIFY(file.open(QIODevice::WriteOnly));
    file.write(*bytes);
    file.close();

    const auto prototype = format::prototypeFromList(version.metadata.value(u"prototype"));
    QVERIFY(prototype);
    const auto engine = serving::loadEngine(file.fileName(), *prototype);
    if (!engine && engine.error().code == Error::Code::Unsupported)
        QSKIP(qPrintable(u"SKIPPED: "_s + engine.error().message));
    QVERIFY2(engine.has_value(), engine ? "" : qPrintable(engine.error().message));

    const monitor::Target target = story->targets.value(version.model);
    const auto predictions = sample::readPredictions(version.model, target);
    QVERIFY(predictions);
    const QList<monitor::Observation> observations = predictions->value(version.version);
    QVERIFY(observations.size() > 250);

    serving::Frame frame;
    fill(frame, (*engine)->schema(), observations, readWeather());
    serving::Output output;
    const auto failure = (*engine)->predict(frame, serving::Wanted::Everything, output);
    QVERIFY2(!failure, failure ? failure->message.c_str() : "");
    QCOMPARE(output.rows, std::size_t(observations.size()));

    if (target.classification) {
        const serving::OutputColumn *probabilities = output.find(serving::OutputColumn::Role::Probabilities);
        const serving::OutputColumn *labels = output.find(serving::OutputColumn::Role::Label);
        QVERIFY(probabilities && labels);
        QCOMPARE(probabilities->levels, (std::vector<std::string>{"yes", "no"}));
        for (qsizetype i = 0; i < observations.size(); ++i) {
            for (qsizetype level = 0; level < 2; ++level) {
                const double said = probabilities->number(std::size_t(2 * i + level));
                QVERIFY(std::abs(said - observations[i].probabilities[level]) < 2e-5);
            }
            QCOMPARE(QString::fromStdString(labels->texts[std::size_t(i)]), observations[i].estimateLevel);
        }
    } else {
        for (qsizetype i = 0; i < observations.size(); ++i) {
            const double said = output.prediction()->number(std::size_t(i));
            QVERIFY2(
                std::abs(said - observations[i].estimate) < 1e-3,
                qPrintable(
                    u"%1: %2, not %3"_s.arg(observations[i].id).arg(said).arg(observations[i].estimate)));
        }
    }
}

void tst_SampleModels::noVersionIsWatchedBeforeItsFirstDay()
{
    const auto story = sample::Story::read();
    QVERIFY(story);
    int checked = 0;
    for (const sample::StoryEvent &event : story->events) {
        if (event.kind != sample::StoryEvent::Kind::Register)
            continue;
        const auto predictions = sample::readPredictions(event.model, story->targets.value(event.model));
        const QList<monitor::Observation> observations = predictions->value(event.version);
        QCOMPARE(observations.first().id, event.date.date().toString(Qt::ISODate));
        QCOMPARE(observations.last().id, u"2015-12-31"_s);
        QSet<QString> days;
        for (const monitor::Observation &observation : observations)
            days.insert(observation.id);
        QCOMPARE(days.size(), observations.size());
        const QString until = event.metadata.value(u"training").toObject().value(u"until").toString();
        QVERIFY(until < observations.first().id);
        ++checked;
    }
    QCOMPARE(checked, 8);
}

QTEST_GUILESS_MAIN(tst_SampleModels)
#include "tst_samplemodels.moc"
