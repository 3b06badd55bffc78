// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/compare/comparisonreader.h"

#include "core/lifecycle/alertsources.h"
#include "core/monitor/store.h"

#include <QCoreApplication>
#include <QLocale>

#include <algorithm>
#include <limits>

using namespace Qt::StringLiterals;

namespace vitrine::ui {

namespace {

struct Reader {
    Q_DECLARE_TR_FUNCTIONS(ComparisonReader)
};

using Observed = QMap<QString, QMap<QString, registry::ObservedMetric>>; // version → metric

// From the latest beginning to the earliest end of what was observed of each.
std::optional<std::pair<QDateTime, QDateTime>> commonStretch(const QList<monitor::MetricSeries> &all,
                                                             const QStringList &versions)
{
    QDateTime from;
    QDateTime to;
    for (const QString &version : versions) {
        QDateTime begin;
        QDateTime end;
        for (const monitor::MetricSeries &series : all) {
            if (series.version != version || series.points.isEmpty())
                continue;
            begin =
                begin.isValid() ? std::min(begin, series.points.first().start) : series.points.first().start;
            end = end.isValid() ? std::max(end, series.points.last().end) : series.points.last().end;
        }
        if (!begin.isValid())
            return {};
        from = from.isValid() ? std::max(from, begin) : begin;
        to = to.isValid() ? std::min(to, end) : end;
    }
    if (!from.isValid() || from >= to)
        return {};
    return std::pair(from, to);
}

Result<QString> readObserved(const QString &path, const QString &model, const QStringList &versions,
                             Observed *observed, const Job &job)
{
    VT_TRY(monitor::Store store, monitor::Store::open(path));
    monitor::MetricRequest request;
    request.model = model;
    request.versions = versions;
    request.periods.unit = monitor::PeriodUnit::Day;
    VT_TRY(const QList<monitor::MetricSeries> daily, store.metrics(request, job));
    const auto stretch = commonStretch(daily, versions);
    if (!stretch)
        return QString();
    request.from = stretch->first;
    request.to = stretch->second;
    request.periods.unit = monitor::PeriodUnit::Count; // all of it as one period
    request.periods.every = std::numeric_limits<int>::max();
    VT_TRY(const QList<monitor::MetricSeries> whole, store.metrics(request, job));
    for (const monitor::MetricSeries &series : whole) {
        if (!series.points.isEmpty())
            (*observed)[series.version][series.metric] = {series.points.first().value,
                                                          series.points.first().n};
    }
    const auto dayOf = [](const QDateTime &time) { return QLocale().toString(time.date(), u"d MMM yyyy"_s); };
    return Reader::tr("%1 – %2, when all of them were observed")
        .arg(dayOf(stretch->first), dayOf(stretch->second.addMSecs(-1)));
}

} // namespace

Result<QString> addObserved(const registry::Library &library, QList<registry::ComparedVersion> *versions,
                            const Job &job)
{
    const QString where = lifecycle::monitorStore(library);
    if (versions->isEmpty() || !monitor::mayHoldStore(where))
        return QString();
    const QString model = versions->first().details.version.model;
    QStringList names;
    for (const registry::ComparedVersion &each : std::as_const(*versions)) {
        if (each.details.version.model != model)
            return QString();
        names << each.details.version.name;
    }
    Observed observed;
    // A model that nobody observed, or a damaged log: the comparison does without.
    const Result<QString> remark = readObserved(where, model, names, &observed, job);
    if (!remark && monitor::isPostgres(where) && remark.error().code != Error::Code::NotFound)
        return remark.error();
    if (!remark || remark->isEmpty()) {
        for (registry::ComparedVersion &each : *versions)
            each.observed.clear();
        return QString();
    }
    for (registry::ComparedVersion &each : *versions)
        each.observed = observed.value(each.details.version.name);
    return remark;
}

namespace {

// Keeps what was observed for the next time, or takes what was kept when the store is away.
QString observe(const registry::Library &library, QList<registry::ComparedVersion> *versions,
                ComparisonReading *reading, const Job &job)
{
    const Result<QString> remark = addObserved(library, versions, job);
    const bool kept =
        std::any_of(versions->begin(), versions->end(),
                    [](const registry::ComparedVersion &each) { return !each.observed.isEmpty(); });
    for (qsizetype i = 0; i < versions->size(); ++i)
        reading->read[reading->names[i]].observed = versions->at(i).observed;
    if (remark)
        return *remark;
    if (remark.error().code != Error::Code::Cancelled)
        reading->monitoring = remark.error();
    return kept ? Reader::tr("as it was read last") : QString();
}

} // namespace

Result<ComparisonReading> readComparison(const registry::Library &library, const QStringList &names,
                                         const ComparedVersions &known, const Job &job)
{
    ComparisonReading reading;
    reading.read = known;
    QList<registry::ComparedVersion> versions;
    qint64 done = 0;
    for (const QString &name : names) {
        VT_CHECK(job.check());
        job.report(done++, names.size());
        if (!reading.read.contains(name)) {
            VT_TRY(const registry::ModelRef ref, registry::ModelRef::parse(name));
            const Result<registry::ComparedVersion> version = readCompared(library, ref, job);
            if (!version && version.error().code == Error::Code::Cancelled)
                return version.error();
            if (!version) {
                reading.problems << version.error();
                continue;
            }
            reading.read.insert(name, *version);
        }
        registry::ComparedVersion version = reading.read.value(name);
        // "latest" and a commit are called by what they are, and nothing stands there twice.
        const QString called = version.details.version.model + u'@' + version.details.version.name;
        reading.read.insert(called, version);
        if (reading.names.contains(called))
            continue;
        reading.names << called;
        versions << version;
    }
    const QString remark = observe(library, &versions, &reading, job);
    VT_CHECK(job.check());
    reading.comparison = registry::compare(versions, remark, job);
    VT_CHECK(job.check());
    return reading;
}

} // namespace vitrine::ui
