// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/monitor/featureresiduals.h"

#include "core/monitor/store.h"
#include "tests/core/monitor/recording.h"

#include <QFile>
#include <QTemporaryDir>
#include <QTest>

#include <cmath>
#include <memory>

using namespace Qt::StringLiterals;
using namespace vitrine;
using namespace vitrine::monitor;

namespace {
constexpr qint64 first = 1'704'067'200'000; // 2024-01-01
constexpr qint64 day = 86'400'000;
using Numbers = std::vector<double>;
} // namespace

class tst_FeatureResiduals final : public QObject
{
    Q_OBJECT
private slots:
    void init() { m_dir = std::make_unique<QTemporaryDir>(); }
    void recordedInputsAreTheFeatures();
    void nothingRecordedHasNoFeatures();
    void classesHaveResidualsOfTheirProbability();
    void aFileIsJoinedByTime();
    void aFileWithoutTimesSaysSo();
    void binsHoldEquallyMany();
    void levelsAreBins();

private:
    QString path() const { return m_dir->filePath(u"monitor.sqlite"_s); }
    Result<Dataset> file(const QByteArray &text) const
    {
        QFile out(m_dir->filePath(u"features.csv"_s));
        if (!out.open(QIODevice::WriteOnly) || out.write(text) != text.size())
            qFatal("cannot write");
        out.close();
        return Dataset::open(out.fileName());
    }
    const DiagnosisRequest m_request{u"cars"_s, u"v1"_s, {}, {}, {}};
    std::unique_ptr<QTemporaryDir> m_dir;
};

void tst_FeatureResiduals::recordedInputsAreTheFeatures()
{
    test::record(path(), "cars", "v1",
                 {{first, R"({"cyl":[4],"fuel":["gas"]})", R"({".pred":[30]})", 28.0},
                  {first + day, R"({"cyl":[6],"fuel":["diesel"]})", R"({".pred":[20]})", 21.0},
                  {first + day, R"({"cyl":[6],"fuel":["gas"]})", R"({".pred":[20]})", {}}});
    const auto features = recordedFeatures(path(), m_request);
    QVERIFY2(features.has_value(), features ? "" : qPrintable(features.error().message));
    QCOMPARE(QSet<QString>(features->begin(), features->end()), QSet<QString>({u"cyl"_s, u"fuel"_s}));
    const auto numbers = recordedResiduals(path(), m_request, {}, u"cyl"_s);
    QVERIFY2(numbers.has_value(), numbers ? "" : qPrintable(numbers.error().message));
    QCOMPARE(numbers->values, Numbers({4, 6}));
    QCOMPARE(numbers->residuals, Numbers({2, -1}));
    QVERIFY(numbers->levels.isEmpty());
    const auto levels = recordedResiduals(path(), m_request, {}, u"fuel"_s);
    QVERIFY(levels.has_value());
    QCOMPARE(levels->levels, QStringList({u"gas"_s, u"diesel"_s}));
    QCOMPARE(levels->values, Numbers({0, 1}));

    DiagnosisRequest secondDay = m_request;
    secondDay.from = QDateTime::fromMSecsSinceEpoch(first + day, Qt::UTC);
    QCOMPARE(recordedResiduals(path(), secondDay, {}, u"cyl"_s)->values, Numbers({6}));
}

void tst_FeatureResiduals::nothingRecordedHasNoFeatures()
{
    QVERIFY(Store::open(path()));
    const auto features = recordedFeatures(path(), m_request);
    QVERIFY(features && features->isEmpty());
}

void tst_FeatureResiduals::classesHaveResidualsOfTheirProbability()
{
    const Target target{true, {u"no"_s, u"yes"_s}, {}, {}};
    test::record(path(), "cars", "v1",
                 {{first, R"({"x":[1]})", R"({".pred_class":["yes"],".pred_yes":[0.75],".pred_no":[0.25]})",
                   std::string("yes")},
                  {first + 1, R"({"x":[2]})", R"({".pred_class":["no"],".pred_yes":[0.5],".pred_no":[0.5]})",
                   std::string("no")}});
    DiagnosisRequest request = m_request;
    request.event = u"yes"_s;
    const auto found = recordedResiduals(path(), request, target, u"x"_s);
    QVERIFY2(found.has_value(), found ? "" : qPrintable(found.error().message));
    QCOMPARE(found->residuals, Numbers({-0.25, 0.5}));
    request.event = u"perhaps"_s;
    const auto none = recordedResiduals(path(), request, target, u"x"_s);
    QVERIFY(!none && none.error().message.contains(u"perhaps"));
}

void tst_FeatureResiduals::aFileIsJoinedByTime()
{
    Diagnosis diagnosis;
    for (int i = 0; i < 4; ++i) {
        diagnosis.timesMs.push_back(first + i * day + day / 2); // the file has days only
        diagnosis.truth.push_back(10);
        diagnosis.estimate.push_back(10 + i);
    }
    const auto dataset = file("date,wind,kind\n2024-01-01,1.5,a\n2024-01-02,2.5,b\n2024-01-02,9,b\n"
                              "2024-01-03,,a\n2024-01-04,4.5,c\n");
    QVERIFY(dataset.has_value());
    const auto wind = joinedResiduals(diagnosis, *dataset, u"wind"_s);
    QVERIFY2(wind.has_value(), wind ? "" : qPrintable(wind.error().message));
    QCOMPARE(wind->values, Numbers({1.5, 4.5})); // the second day is there twice, the third has none
    QCOMPARE(wind->residuals, Numbers({0, 3}));
}

void tst_FeatureResiduals::aFileWithoutTimesSaysSo()
{
    const auto dataset = file("a,b\n1,2\n3,4\n");
    QVERIFY(dataset.has_value());
    const auto found = joinedResiduals({}, *dataset, u"a"_s);
    QVERIFY(!found);
    QCOMPARE(found.error().code, Error::Code::InvalidArgument);
    QVERIFY(found.error().message.startsWith(u"features.csv has no column of times"));
}

void tst_FeatureResiduals::binsHoldEquallyMany()
{
    FeatureResiduals residuals;
    for (int i = 0; i < 100; ++i) {
        residuals.values.push_back(99 - i);
        residuals.residuals.push_back(i < 50 ? 1 : -1);
    }
    const QList<ResidualBin> bins = binned(residuals, 4);
    QCOMPARE(bins.size(), 4);
    QCOMPARE(bins[0].n, 25);
    QCOMPARE(bins[0].at, 12.0); // the mean of 0 … 24
    QCOMPARE(bins[0].mean, -1.0);
    QCOMPARE(bins[0].low, -1.0); // all alike
    QCOMPARE(bins[3].mean, 1.0);
    QVERIFY(binned({}).isEmpty());

    FeatureResiduals same; // a value is never torn apart
    same.values.assign(10, 3);
    same.residuals = {-1, 1, -1, 1, -1, 1, -1, 1, -1, 1};
    const QList<ResidualBin> one = binned(same, 5);
    QCOMPARE(one.size(), 1);
    QCOMPARE(one[0].mean, 0.0);
    const double half = 1.959963984540054 * std::sqrt(10.0 / 9 / 10);
    QVERIFY(std::abs(one[0].high - half) < 1e-12 && std::abs(one[0].low + half) < 1e-12);
}

void tst_FeatureResiduals::levelsAreBins()
{
    FeatureResiduals residuals;
    residuals.levels = {u"a"_s, u"b"_s};
    residuals.values = {1, 0, 0, 1, 0};
    residuals.residuals = {4, 1, 2, 6, 3};
    const QList<ResidualBin> bins = binned(residuals);
    QCOMPARE(bins.size(), 2);
    QCOMPARE(bins[0].n, 3);
    QCOMPARE(bins[0].mean, 2.0);
    QCOMPARE(bins[1].at, 1.0);
    QCOMPARE(bins[1].mean, 5.0);
    // However many rows it has, a bin lies exactly at its level.
    for (int n = 1; n < 500; ++n) {
        FeatureResiduals many;
        many.levels = {u"a"_s, u"b"_s, u"c"_s, u"d"_s};
        many.values.assign(size_t(n), 3);
        many.residuals.assign(size_t(n), 0.5);
        QVERIFY2(binned(many).first().at == 3, qPrintable(QString::number(n)));
    }
}

QTEST_GUILESS_MAIN(tst_FeatureResiduals)
#include "tst_featureresiduals.moc"
