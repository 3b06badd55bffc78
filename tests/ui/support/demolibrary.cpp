// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/ui/support/demolibrary.h"

#include <QFile>
#include <QJsonArray>
#include <QTemporaryDir>

using namespace Qt::StringLiterals;

namespace vitrine::test {

namespace {

using namespace registry;

struct Plan {
    QString version;
    QDate date;
    QString message;
    double main;
    double second;
    int kilobytes;
};

Authorship on(const QDate &date)
{
    return {QDateTime(date, QTime(9, 30), Qt::UTC), git::Person{u"Ada Weather"_s, u"ada@example.org"_s}};
}

QJsonArray prototype(bool withHumidity)
{
    QJsonArray columns{
        QJsonObject{
            {u"name"_s, u"temp_max"_s}, {u"type"_s, u"number"_s}, {u"unit"_s, u"°C"_s}, {u"example"_s, 12.8}},
        QJsonObject{
            {u"name"_s, u"temp_min"_s}, {u"type"_s, u"number"_s}, {u"unit"_s, u"°C"_s}, {u"example"_s, 5.0}},
        QJsonObject{
            {u"name"_s, u"wind"_s}, {u"type"_s, u"number"_s}, {u"unit"_s, u"m/s"_s}, {u"example"_s, 4.7}},
        QJsonObject{{u"name"_s, u"weather"_s},
                    {u"type"_s, u"category"_s},
                    {u"levels"_s, QJsonArray{u"drizzle"_s, u"fog"_s, u"rain"_s, u"snow"_s, u"sun"_s}},
                    {u"example"_s, u"rain"_s}}};
    if (withHumidity)
        columns.append(
            QJsonObject{{u"name"_s, u"humidity"_s}, {u"type"_s, u"number"_s}, {u"unit"_s, u"%"_s}});
    return columns;
}

QString card(const QString &title, const QString &what)
{
    return u"# %1\n\n%2\n\n## Intended use\n\nPlanning what to wear tomorrow. **Not** for navigation or "
           u"farming.\n\n"
           "## Metrics\n\n| metric | meaning |\n|---|---|\n| rmse | typical error in °C |\n| rsq | share of "
           "variance |\n\n"
           "## Caveats\n\n- Trained on one station only.\n- Snow days are rare.\n"_s.arg(title, what);
}

Result<> addVersions(const Library &library, const QString &model, const QList<Plan> &plans,
                     const QJsonObject &common, const QString &mainMetric, const QString &secondMetric,
                     const QString &cardText)
{
    QTemporaryDir dir;
    for (const Plan &plan : plans) {
        QFile file(dir.filePath(u"model.onnx"_s));
        if (!file.open(QIODevice::WriteOnly) ||
            file.write(QByteArray(plan.kilobytes * 1000, plan.version.back().toLatin1())) < 0)
            return Error{Error::Code::Io, file.errorString(), {}};
        file.close();
        VT_TRY(const SemVer version, SemVer::parse(plan.version));
        AddRequest request;
        request.model = model;
        request.files = {file.fileName()};
        request.version = version;
        request.message = plan.message;
        request.metadata = common;
        request.metadata.insert(u"main_metric"_s, mainMetric);
        request.metadata.insert(u"metrics"_s,
                                QJsonObject{{mainMetric, plan.main}, {secondMetric, plan.second}});
        request.metadata.insert(u"prototype"_s, prototype(plan.version == u"v2.2.0"));
        request.metadata.insert(
            u"packages"_s, QJsonObject{{u"scikit-learn"_s, plan.version < u"v2"_s ? u"0.18"_s : u"0.19"_s},
                                       {u"numpy"_s, u"1.12"_s}});
        request.metadata.insert(u"training"_s, QJsonObject{{u"command"_s, u"python3 train.py"_s},
                                                           {u"data"_s, u"seattle-weather.csv"_s}});
        request.card = cardText;
        request.authorship = on(plan.date);
        VT_TRY(const Added added, library.add(request));
        Q_UNUSED(added)
    }
    return {};
}

} // namespace

Result<Library> makeDemoLibrary(const QString &path)
{
    VT_TRY(const Library library, Library::create(path, true, on({2012, 1, 1})));
    const QJsonObject tmax{
        {u"title"_s, u"Tomorrow's maximum temperature"_s},
        {u"description"_s, u"Predicts the maximum temperature of the next day in Seattle."_s},
        {u"type"_s, u"regression"_s},
        {u"labels"_s, QJsonArray{u"weather"_s, u"seattle"_s}},
        {u"owners"_s, QJsonArray{u"Ada Weather"_s}},
        {u"licence"_s, u"MIT"_s}};
    VT_CHECK(addVersions(
        library, u"seattle-tmax"_s,
        {{u"v1.0.0"_s, {2013, 1, 15}, u"First model: linear regression"_s, 3.12, 0.81, 4},
         {u"v1.1.0"_s, {2013, 9, 2}, u"More data, season as a feature"_s, 2.94, 0.83, 5},
         {u"v2.0.0"_s, {2014, 6, 10}, u"Gradient boosting"_s, 2.71, 0.86, 41},
         {u"v2.1.0"_s, {2015, 3, 2}, u"Retrained on new station data"_s, 2.52, 0.87, 43},
         {u"v2.2.0"_s, {2015, 5, 20}, u"Station data in °C again, humidity added"_s, 2.61, 0.87, 44}},
        tmax, u"rmse"_s, u"rsq"_s,
        card(u"Seattle, tomorrow's maximum"_s, u"A small model of the daily maximum temperature."_s)));
    const auto assign = [&](const QString &version, const QString &stage, const QDate &date,
                            const QString &why) -> Result<> {
        VT_TRY(const StageChange change, library.assign(u"seattle-tmax"_s, version, stage, why, on(date)));
        Q_UNUSED(change)
        return {};
    };
    VT_CHECK(assign(u"v1.0.0"_s, u"production"_s, {2013, 1, 20}, u"First model"_s));
    VT_CHECK(assign(u"v1.1.0"_s, u"production"_s, {2013, 9, 10}, u"Better on every month"_s));
    VT_CHECK(assign(u"v2.0.0"_s, u"staging"_s, {2014, 6, 12}, u"To be watched for two weeks"_s));
    VT_CHECK(assign(u"v2.0.0"_s, u"production"_s, {2014, 6, 26}, u"Held up in staging"_s));
    VT_CHECK(assign(u"v2.1.0"_s, u"production"_s, {2015, 3, 4}, u"New station data"_s));
    VT_CHECK(
        assign(u"v2.0.0"_s, u"production"_s, {2015, 3, 24}, u"v2.1.0 was trained on Fahrenheit values"_s));
    VT_CHECK(assign(u"v2.2.0"_s, u"staging"_s, {2015, 5, 21}, u"To be watched"_s));
    VT_CHECK(library.setNote(u"seattle-tmax"_s, u"v2.1.0"_s,
                             {{u"text"_s, u"Do not use: trained on Fahrenheit values."_s},
                              {u"labels"_s, QJsonArray{u"harmful"_s}}},
                             on({2015, 3, 24})));
    const QJsonObject rain{{u"title"_s, u"Will it rain tomorrow?"_s},
                           {u"description"_s, u"Probability of rain on the next day in Seattle."_s},
                           {u"type"_s, u"classification"_s},
                           {u"labels"_s, QJsonArray{u"weather"_s, u"rain"_s}},
                           {u"owners"_s, QJsonArray{u"Ada Weather"_s}},
                           {u"licence"_s, u"MIT"_s}};
    VT_CHECK(addVersions(library, u"seattle-rain"_s,
                         {{u"v1.0.0"_s, {2013, 2, 1}, u"Logistic regression"_s, 0.71, 0.75, 3},
                          {u"v1.1.0"_s, {2014, 1, 12}, u"Two years of data"_s, 0.74, 0.79, 3},
                          {u"v2.0.0"_s, {2015, 1, 9}, u"Random forest"_s, 0.78, 0.83, 210}},
                         rain, u"accuracy"_s, u"roc_auc"_s,
                         card(u"Rain in Seattle"_s, u"Whether the next day is wet."_s)));
    VT_TRY(const StageChange change, library.assign(u"seattle-rain"_s, u"v2.0.0"_s, u"production"_s,
                                                    u"Best so far"_s, on({2015, 1, 15})));
    Q_UNUSED(change)
    return library;
}

} // namespace vitrine::test
