// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/ui/support/oddlibraries.h"

#include "tests/bench/registry/librarygenerator.h"

#include <QFile>
#include <QJsonArray>
#include <QTemporaryDir>

#include <cmath>

using namespace Qt::StringLiterals;

namespace vitrine::test {

namespace {

using namespace registry;

Authorship on(const QDateTime &when)
{
    return {when, git::Person{u"Ada Weather"_s, u"ada@example.org"_s}};
}

QDateTime day(int number)
{
    return QDateTime(QDate(2023, 1, 9), QTime(10, 15), Qt::UTC).addDays(number);
}

struct Spec {
    QString model;
    QString version;
    QDateTime when;
    QString message;
    QString metric;
    double value = 0;
    QString file = u"model.bin"_s;
};

Result<> add(const Library &library, const Spec &spec)
{
    QTemporaryDir dir;
    QFile file(dir.filePath(spec.file));
    if (!file.open(QIODevice::WriteOnly) || file.write(spec.version.toUtf8()) < 0)
        return Error{Error::Code::Io, file.errorString(), {}};
    file.close();
    AddRequest request;
    request.model = spec.model;
    request.files = {file.fileName()};
    VT_TRY(request.version, SemVer::parse(spec.version));
    request.message = spec.message;
    request.metadata = {
        {u"title"_s, u"Demand of the next week"_s},
        {u"type"_s, u"regression"_s},
        {u"main_metric"_s, spec.metric},
        {u"metrics"_s, QJsonObject{{spec.metric, spec.value}, {u"rsq"_s, 0.5 + spec.value / 20}}}};
    request.authorship = on(spec.when);
    VT_TRY(const Added added, library.add(request));
    Q_UNUSED(added)
    return {};
}

Result<> assign(const Library &library, const QString &model, const QString &version, const QString &stage,
                const QDateTime &when)
{
    VT_TRY(const StageChange change, library.assign(model, version, stage, u"Looked good"_s, on(when)));
    Q_UNUSED(change)
    return {};
}

Result<> addMany(const Library &library, const QString &model, int count)
{
    for (int at = 0; at < count; ++at) {
        const double value = 4 - 0.12 * at + 0.5 * std::sin(at * 1.7);
        VT_CHECK(add(library, {model, u"v1.%1.0"_s.arg(at), day(at * 21), u"Retrained on three more weeks"_s,
                               u"rmse"_s, value, u"model.bin"_s}));
    }
    return {};
}

Result<> fillManyStages(const Library &library, const QString &model)
{
    VT_CHECK(addMany(library, model, 14));
    const QStringList stages{u"production"_s, u"staging"_s,  u"canary"_s,  u"shadow"_s, u"eu"_s,
                             u"us"_s,         u"research"_s, u"archive"_s, u"audit"_s};
    for (int at = 0; at < 40; ++at) {
        const int version = std::min(13, (at * 5) % 14);
        VT_CHECK(assign(library, model, u"v1.%1.0"_s.arg(version), stages.at(at % stages.size()),
                        day(290 + at * 3)));
    }
    return {};
}

Result<> fillLongNames(const Library &library, const QString &model)
{
    const QString metric = u"weighted_mean_absolute_percentage_error_of_the_next_seven_days"_s;
    const QStringList versions{u"v1.0.0"_s, u"v1.1.0-rc.1.with-holidays-and-promotions"_s,
                               u"v1.1.0-rc.2.with-holidays-promotions-and-weather"_s, u"v2.0.0"_s};
    for (int at = 0; at < versions.size(); ++at) {
        VT_CHECK(add(library,
                     {model, versions.at(at), day(at * 30),
                      u"A message that goes on for longer than any column is wide, because whoever wrote it "
                      "wanted to be understood by those who come after"_s,
                      metric, 0.21 - 0.01 * at, u"demand-forecast-with-holidays-and-promotions.bin"_s}));
    }
    VT_CHECK(assign(library, model, versions.at(2), u"production-in-central-europe"_s, day(75)));
    VT_CHECK(assign(library, model, versions.at(3), u"staging-in-central-europe"_s, day(95)));
    return assign(library, model, versions.at(1), u"kept-for-the-audit-of-the-year"_s, day(99));
}

} // namespace

Result<OddModel> makeOddLibrary(const QString &path, OddLibrary kind)
{
    if (kind == OddLibrary::Hundreds) {
        if (!bench::generateLibrary(path, {1, 500}))
            return Error{Error::Code::Io, u"git could not make the library."_s, path};
        VT_TRY(const Library library, Library::open(path));
        VT_TRY(const QList<Model> models, library.models());
        return OddModel{library, models.value(0).name};
    }
    VT_TRY(const Library library, Library::create(path, true, on(day(0))));
    QString model = u"demand"_s;
    switch (kind) {
    case OddLibrary::OneVersion: VT_CHECK(addMany(library, model, 1)); break;
    case OddLibrary::NoStages: VT_CHECK(addMany(library, model, 6)); break;
    case OddLibrary::ManyStages: VT_CHECK(fillManyStages(library, model)); break;
    case OddLibrary::LongNames:
        model = u"demand-forecast-of-the-next-seven-days-for-every-store-in-central-europe"_s;
        VT_CHECK(fillLongNames(library, model));
        break;
    case OddLibrary::Hundreds: break;
    }
    return OddModel{library, model};
}

} // namespace vitrine::test
