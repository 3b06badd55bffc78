// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/monitor/driftreading.h"

#include "core/lifecycle/alertsources.h"
#include "core/monitor/predictiondataset.h"
#include "core/monitor/sketch/referencesketch.h"
#include "core/monitor/store/connection.h"
#include "ui/chart/dateticks.h"
#include "ui/widgets/wording.h"

#include <QCoreApplication>
#include <QLocale>

using namespace Qt::StringLiterals;

namespace vitrine::ui {

namespace {

struct Wording {
    Q_DECLARE_TR_FUNCTIONS(Drift)
};

struct DriftData {
    monitor::Dataset dataset;
    monitor::Roles roles;
};

Result<DriftData> openData(const registry::Library &library, const DriftQuestion &question)
{
    if (question.data == QLatin1StringView(recordedData)) {
        VT_TRY(monitor::Dataset dataset,
               monitor::openPredictions(lifecycle::monitorStore(library), {question.model, {}, {}, {}}));
        monitor::Roles roles = monitor::predictionRoles(dataset);
        return DriftData{std::move(dataset), std::move(roles)};
    }
    VT_TRY(monitor::Dataset dataset, monitor::Dataset::open(question.data));
    monitor::Roles roles = monitor::guessRoles(dataset.columns());
    return DriftData{std::move(dataset), std::move(roles)};
}

Result<monitor::DriftReference> referenceFor(const registry::Library &library, const DriftQuestion &question,
                                             const monitor::Dataset &data, const monitor::Roles &roles,
                                             const monitor::Periods &periods, const Job &job)
{
    switch (question.against) {
    case DriftQuestion::Against::FirstPeriods: {
        VT_TRY(
            monitor::DriftReference first,
            monitor::firstPeriodsOf(data, roles, periods, question.firstPeriods, monitor::driftMemory, job));
        first.problems = {}; // the same rows are read, and reported, again
        return first;
    }
    case DriftQuestion::Against::File: {
        VT_TRY(const monitor::Dataset dataset, monitor::Dataset::open(question.reference));
        return monitor::referenceOf(dataset, monitor::guessRoles(dataset.columns()), monitor::driftMemory,
                                    job);
    }
    case DriftQuestion::Against::YearBefore:
    case DriftQuestion::Against::PeriodBefore: {
        VT_TRY(monitor::DriftReference all, monitor::referenceOf(data, roles, monitor::driftMemory, job));
        all.problems = {}; // likewise
        return all;
    }
    case DriftQuestion::Against::Version: break;
    }
    VT_TRY(const registry::Version version, library.resolve({question.model, question.version, {}}));
    VT_TRY(const QByteArray json, library.companionFile(version, u"reference.json"_s));
    VT_TRY(const monitor::ReferenceSketch sketch, monitor::ReferenceSketch::fromJson(json));
    monitor::DriftReference reference;
    reference.columns = sketch.profiles();
    return reference;
}

monitor::DriftBaseline baselineOf(DriftQuestion::Against against)
{
    switch (against) {
    case DriftQuestion::Against::YearBefore: return monitor::DriftBaseline::YearBefore;
    case DriftQuestion::Against::PeriodBefore: return monitor::DriftBaseline::PeriodBefore;
    default: return monitor::DriftBaseline::Reference;
    }
}

QString comparedText(const DriftAnswer &answer)
{
    const monitor::DriftReference &reference = answer.reference;
    if (answer.question.comparesPeriods() || reference.columns.isEmpty())
        return {};
    const QString rows = Wording::tr("%1 rows").arg(QLocale().toString(reference.columns.first().rows));
    if (!reference.start.isValid())
        return Wording::tr("Reference: %1.").arg(rows);
    return Wording::tr("Reference: %1, %2.")
        .arg(periodText(reference.start.toMSecsSinceEpoch(), reference.end.toMSecsSinceEpoch(),
                        QTimeZone::utc()),
             rows);
}

} // namespace

Result<DriftAnswer> readDrift(const registry::Library &library, const DriftQuestion &question, const Job &job)
{
    DriftAnswer answer;
    answer.question = question;
    VT_TRY(const DriftData opened, openData(library, question));
    const monitor::Dataset &data = opened.dataset;
    const monitor::Roles &roles = opened.roles;
    answer.data = data;
    answer.time = roles.time;
    if (roles.time.isEmpty())
        return Error{
            Error::Code::InvalidArgument,
            Wording::tr(
                "No column of %1 holds times, so drift over time cannot be measured. Choose data with "
                "a date or time column.")
                .arg(question.data.section(u'/', -1)),
            {}};
    monitor::Periods periods;
    periods.unit = question.period;
    VT_TRY(answer.reference, referenceFor(library, question, data, roles, periods, job));
    // What has no role among the recorded columns is the name of the version.
    const QStringList known = roles.features + roles.others();
    if (question.data == QLatin1StringView(recordedData))
        answer.reference.columns.removeIf(
            [&known](const monitor::ColumnProfile &column) { return !known.contains(column.name); });
    monitor::DriftRequest request;
    request.time = roles.time;
    request.periods = periods;
    request.baseline = baselineOf(question.against);
    answer.compared = comparedText(answer);
    VT_TRY(answer.series, monitor::driftOverTime(data, answer.reference, request, job));
    answer.remarks = data.notes() + answer.series.notes;
    for (const monitor::DatasetProblems &problems : {answer.reference.problems, answer.series.problems}) {
        if (!problems.isEmpty())
            answer.remarks << problems.summary();
    }
    if (answer.series.withoutTime > 0)
        answer.remarks << Wording::tr("%Ln row(s) without a time belong to no period.", nullptr,
                                      int(answer.series.withoutTime));
    return answer;
}

Result<DriftSources> driftSources(const registry::Library &library, const QString &model, const Job &job)
{
    DriftSources sources;
    const QString where = lifecycle::monitorStore(library);
    sources.recorded =
        monitor::mayHoldStore(where) && monitor::openPredictions(where, {model, {}, {}, {}}).has_value();
    QStringList &names = sources.versions;
    VT_TRY(const QList<registry::Version> versions, library.versions(model, job));
    for (const registry::Version &version : versions) {
        VT_CHECK(job.check());
        if (library.companionFile(version, u"reference.json"_s))
            names << version.name;
    }
    // What is in use is what people ask about.
    const auto used = library.resolve({model, {}, u"production"_s});
    if (used && names.removeOne(used->name))
        names.prepend(used->name);
    return sources;
}

} // namespace vitrine::ui
