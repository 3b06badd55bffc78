// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/commands/monitor/driftarguments.h"

#include "app/cli/versiontext.h"
#include "core/base/text.h"
#include "core/lifecycle/storedreference.h"

using namespace Qt::StringLiterals;

namespace vitrine::cli {

namespace {

Error wrong(const QString &message)
{
    return {Error::Code::InvalidArgument, message, {}};
}

Result<double> numberOf(const QCommandLineParser &options, const QString &name, double least, double most)
{
    bool understood = false;
    const double value = options.value(name).toDouble(&understood);
    if (!understood || !(value >= least) || !(value <= most))
        return wrong(Text::tr("--%1 takes a number, not “%2”.").arg(name, options.value(name)));
    return value;
}

QHash<QString, monitor::ColumnType> typesOf(const QList<monitor::ColumnProfile> &columns)
{
    QHash<QString, monitor::ColumnType> types;
    for (const monitor::ColumnProfile &column : columns)
        types[column.name] = column.kind == monitor::ColumnKind::Number ? monitor::ColumnType::Number
                                                                        : monitor::ColumnType::Text;
    return types;
}

} // namespace

void addDriftOptions(QCommandLineParser &parser)
{
    QStringList tests;
    for (const monitor::DriftTestInfo &info : monitor::driftTestCatalogue())
        tests << info.name;
    parser.addOption({u"columns"_s, Text::tr("Only these (default: all that both have)."), u"A,B"_s});
    parser.addOption({u"test"_s,
                      Text::tr("auto (default: as Evidently chooses), or of every column that it fits: %1.")
                          .arg(tests.join(u' ')),
                      u"TEST"_s, u"auto"_s});
    parser.addOption(
        {u"threshold"_s, Text::tr("Of the p-value or the distance (default: the test's own)."), u"X"_s});
    parser.addOption({u"correction"_s,
                      Text::tr("Of p-values over the columns: none (default), bonferroni, holm or bh."),
                      u"C"_s, u"none"_s});
    parser.addOption({u"share"_s,
                      Text::tr("Share of drifted columns with which the dataset has drifted (default: 0.5)."),
                      u"X"_s, u"0.5"_s});
    parser.addOption({u"checks"_s, Text::tr("Also missing values, new levels and range of every column.")});
}

Result<monitor::DriftOptions> driftOptionsOf(const QCommandLineParser &options)
{
    constexpr double anything = 1e300;
    monitor::DriftOptions drift;
    if (options.value(u"test"_s) != u"auto") {
        VT_TRY(drift.test, monitor::driftTest(options.value(u"test"_s)));
    }
    if (options.isSet(u"threshold"_s)) {
        VT_TRY(drift.threshold, numberOf(options, u"threshold"_s, 0, anything));
    }
    VT_TRY(drift.correction, monitor::correction(options.value(u"correction"_s)));
    VT_TRY(drift.datasetShare, numberOf(options, u"share"_s, 0, 1));
    drift.checks = options.isSet(u"checks"_s);
    return drift;
}

QStringList columnsOf(const QCommandLineParser &options)
{
    return options.value(u"columns"_s).split(u',', Qt::SkipEmptyParts);
}

void addDriftInputOptions(QCommandLineParser &parser)
{
    parser.addOption({u"reference"_s,
                      Text::tr("The data to compare with (default: what MODEL was trained on)."), u"FILE"_s});
    parser.addOption(
        {u"reference-periods"_s, Text::tr("Compare with the first N periods of --data."), u"N"_s});
    parser.addOption({u"baseline"_s,
                      Text::tr("Compare each period of --data with another one of it: period-before, or "
                               "year-before (of weeks and days: 52 weeks)."),
                      u"WHICH"_s});
    parser.addOption({u"current"_s, Text::tr("The new data, compared as a whole."), u"FILE"_s});
    parser.addOption({u"data"_s, Text::tr("The new data, compared period by period."), u"FILE"_s});
}

std::optional<WrongUse> checkDriftInput(const QStringList &words, const QCommandLineParser &options)
{
    if (words.size() > 1)
        return WrongUse{Text::tr("monitor drift takes: [MODEL[@VERSION|#STAGE]].")};
    if (options.isSet(u"current"_s) == options.isSet(u"data"_s))
        return WrongUse{Text::tr("monitor drift takes either --current FILE or --data FILE.")};
    const bool fromFile = options.isSet(u"reference"_s);
    const bool fromPeriods = options.isSet(u"reference-periods"_s);
    if (fromFile && fromPeriods)
        return WrongUse{Text::tr("--reference and --reference-periods exclude each other.")};
    if (fromPeriods && (options.isSet(u"current"_s) || options.value(u"reference-periods"_s).toInt() < 1))
        return WrongUse{Text::tr("--reference-periods takes a whole number from 1, and --data.")};
    if (options.isSet(u"baseline"_s)) {
        if (fromFile || fromPeriods || !words.isEmpty())
            return WrongUse{Text::tr("--baseline needs no other reference, and no MODEL.")};
        if (options.isSet(u"current"_s))
            return WrongUse{Text::tr("--baseline needs --data, which has several periods.")};
        if (const auto baseline = baselineOf(options); !baseline)
            return WrongUse{baseline.error().message};
        return {};
    }
    if (!fromFile && !fromPeriods && words.isEmpty())
        return WrongUse{Text::tr("What to compare with? Name a MODEL, --reference FILE, "
                                 "--reference-periods N or --baseline WHICH.")};
    return {};
}

Result<monitor::DriftBaseline> baselineOf(const QCommandLineParser &options)
{
    const QString name = options.value(u"baseline"_s);
    if (name.isEmpty())
        return monitor::DriftBaseline::Reference;
    if (name == u"period-before")
        return monitor::DriftBaseline::PeriodBefore;
    if (name == u"year-before")
        return monitor::DriftBaseline::YearBefore;
    return wrong(Text::tr("--baseline takes period-before or year-before, not “%1”.").arg(name));
}

Result<DriftInput> openDriftInput(const Context &context, const QStringList &words,
                                  const QCommandLineParser &options, const monitor::Periods &periods,
                                  const Job &job)
{
    const QString path = options.value(options.isSet(u"current"_s) ? u"current"_s : u"data"_s);
    if (options.isSet(u"reference-periods"_s)) {
        VT_TRY(DatasetInput data, openDataset(path, options));
        VT_TRY(const monitor::Roles roles, rolesOf(data.dataset, options));
        VT_TRY(monitor::DriftReference reference,
               monitor::firstPeriodsOf(data.dataset, roles, periods,
                                       options.value(u"reference-periods"_s).toInt(), monitor::driftMemory,
                                       job));
        reference.problems = {}; // the same rows are read, and reported, again
        return DriftInput{std::move(data), std::move(reference)};
    }
    if (options.isSet(u"baseline"_s)) {
        VT_TRY(DatasetInput data, openDataset(path, options));
        VT_TRY(const monitor::Roles roles, rolesOf(data.dataset, options));
        VT_TRY(monitor::DriftReference columns,
               monitor::referenceOf(data.dataset, roles, monitor::driftMemory, job));
        columns.problems = {}; // likewise
        return DriftInput{std::move(data), std::move(columns)};
    }
    monitor::DriftReference reference;
    if (options.isSet(u"reference"_s)) {
        VT_TRY(const DatasetInput input, openDataset(options.value(u"reference"_s), options));
        // The reference need not have every column that the options name, such as the time.
        VT_TRY(reference, monitor::referenceOf(input.dataset, monitor::guessRoles(input.dataset.columns()),
                                               monitor::driftMemory, job));
    } else {
        VT_TRY(const registry::Library library, context.library());
        VT_TRY(const registry::Version version, resolve(library, words.first()));
        VT_TRY(const monitor::ReferenceSketch stored, lifecycle::storedReference(library, version));
        reference.columns = stored.profiles();
    }
    VT_TRY(DatasetInput data, openDataset(path, options, typesOf(reference.columns)));
    return DriftInput{std::move(data), std::move(reference)};
}

} // namespace vitrine::cli
