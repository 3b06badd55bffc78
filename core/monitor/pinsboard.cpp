// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/monitor/pinsboard.h"

#include "core/base/text.h"
#include "core/base/yaml.h"
#include "core/monitor/dataset/dataset.h"
#include "core/monitor/rdsframe.h"

#include <QDir>
#include <QFile>
#include <QJsonObject>
#include <QSaveFile>
#include <QTemporaryDir>

#include <cmath>

#include <xxhash.h>

using namespace Qt::StringLiterals;

namespace vitrine::monitor {

namespace {

const QString stampFormat = u"yyyyMMdd'T'HHmmss'Z'"_s;

// The newest version of a pin, as it lies on the board.
struct Pin {
    QString version; // empty: there is none
    QString type;
    MetricColumns columns = MetricColumns::VetiverR;
    MetricTable table;
};

MetricTable tableOf(const QList<RdsColumn> &columns, bool &complete)
{
    QHash<QString, const RdsColumn *> byName;
    for (const RdsColumn &column : columns)
        byName.insert(column.name.startsWith(u'.') ? column.name.mid(1) : column.name, &column);
    const RdsColumn *index = byName.value(u"index"_s);
    const RdsColumn *n = byName.value(u"n"_s);
    const RdsColumn *metric = byName.value(u"metric"_s);
    const RdsColumn *estimator = byName.value(u"estimator"_s);
    const RdsColumn *estimate = byName.value(u"estimate"_s);
    complete = index && n && metric && estimate &&
               (index->kind == RdsColumn::Kind::Date || index->kind == RdsColumn::Kind::Time) &&
               metric->kind == RdsColumn::Kind::Text;
    MetricTable table;
    for (qsizetype row = 0; complete && row < metric->texts.size(); ++row) {
        const auto at = static_cast<std::size_t>(row);
        MetricRow entry;
        const double unit = index->kind == RdsColumn::Kind::Date ? 86'400'000.0 : 1000.0;
        if (!std::isnan(index->numbers[at]))
            entry.index =
                QDateTime::fromMSecsSinceEpoch(static_cast<qint64>(index->numbers[at] * unit), Qt::UTC);
        entry.n = std::isnan(n->numbers[at]) ? 0 : static_cast<qint64>(n->numbers[at]);
        entry.metric = metric->texts[row];
        if (estimator)
            entry.estimator = estimator->texts.value(row);
        entry.value = estimate->numbers[at];
        table.append(entry);
    }
    return table;
}

QList<RdsColumn> columnsOf(const MetricTable &table)
{
    using Kind = RdsColumn::Kind;
    const bool dates = std::ranges::all_of(
        table, [](const MetricRow &row) { return !row.index.isValid() || row.index.time() == QTime(0, 0); });
    QList<RdsColumn> columns{{dates ? Kind::Date : Kind::Time, u".index"_s, {}, {}},
                             {Kind::Integer, u".n"_s, {}, {}},
                             {Kind::Text, u".metric"_s, {}, {}},
                             {Kind::Text, u".estimator"_s, {}, {}},
                             {Kind::Number, u".estimate"_s, {}, {}}};
    for (const MetricRow &row : table) {
        double index = std::numeric_limits<double>::quiet_NaN();
        if (row.index.isValid())
            index = dates ? double(row.index.date().toJulianDay() - QDate(1970, 1, 1).toJulianDay())
                          : double(row.index.toMSecsSinceEpoch()) / 1000;
        columns[0].numbers.push_back(index);
        columns[1].numbers.push_back(double(row.n));
        columns[2].texts << row.metric;
        columns[3].texts << (row.estimator.isEmpty() ? QString() : row.estimator);
        columns[4].numbers.push_back(row.value);
    }
    return columns;
}

Result<QByteArray> contentOf(const QString &path)
{
    QFile file(path);
    if (!file.open(QIODevice::ReadOnly))
        return Error{Error::Code::Io, Text::tr("%1 cannot be read: %2.").arg(path, file.errorString()), {}};
    return file.readAll();
}

Result<MetricTable> readRdsTable(const QString &path)
{
    VT_TRY(const QByteArray bytes, contentOf(path));
    VT_TRY(const QList<RdsColumn> columns, readRds(bytes));
    bool complete = false;
    const MetricTable table = tableOf(columns, complete);
    if (!complete)
        return Error{Error::Code::InvalidArgument, Text::tr("The pin holds no table of metrics."), path};
    return table;
}

// Versions are folders; the greatest name is the newest, in R and in Python.
Result<Pin> newestOf(const PinRequest &request)
{
    Pin pin;
    pin.columns = request.columns;
    pin.type = request.columns == MetricColumns::VetiverR ? u"rds"_s : u"csv"_s;
    const QDir folder(request.board + u'/' + request.name);
    const QStringList versions = folder.entryList(QDir::Dirs | QDir::NoDotAndDotDot, QDir::Name);
    if (versions.isEmpty())
        return pin;
    pin.version = versions.constLast();
    const QString version = folder.filePath(pin.version);
    VT_TRY(const QByteArray text, contentOf(version + u"/data.txt"_s));
    VT_TRY(const QJsonValue meta, yaml::parse(text));
    pin.type = meta[u"type"_s].toString();
    const QString file = version + u'/' + meta[u"file"_s].toString();
    if (pin.type == u"rds") {
        pin.columns = MetricColumns::VetiverR;
        VT_TRY(pin.table, readRdsTable(file));
        return pin;
    }
    if (pin.type != u"csv" && pin.type != u"json")
        return Error{Error::Code::Unsupported,
                     Text::tr("The pin %1 is of the type %2. Metrics can be pinned as rds, csv or json.")
                         .arg(request.name, pin.type),
                     {}};
    VT_TRY(const Dataset dataset, Dataset::open(file));
    pin.columns = dataset.column(u".index"_s) ? MetricColumns::VetiverR : MetricColumns::VetiverPython;
    VT_TRY(pin.table, readMetricTable(dataset));
    return pin;
}

QByteArray payloadOf(const Pin &pin, const MetricTable &table)
{
    if (pin.type == u"rds")
        return writeRds(columnsOf(table));
    MetricTableForm form;
    form.columns = pin.columns;
    return pin.type == u"csv" ? metricTableToCsv(table, form) : metricTableToJson(table, form);
}

QString hashOf(const QByteArray &bytes)
{
    return u"%1"_s.arg(XXH64(bytes.constData(), static_cast<std::size_t>(bytes.size()), 0), 16, 16,
                       QLatin1Char('0'));
}

// What pins of R and Python both need. Keys in R's order.
QByteArray metaOf(const PinRequest &request, const Pin &pin, const QByteArray &payload,
                  const QString &created, qsizetype rows)
{
    const auto quoted = [](QString text) { return u'\'' + text.replace(u'\'', u"''"_s) + u'\''; };
    const int columns = pin.columns == MetricColumns::VetiverR ? 5 : 4;
    const QString frame = pin.columns == MetricColumns::VetiverR
                              ? u"a pinned %1 x %2 data frame"_s.arg(rows).arg(columns)
                              : u"a pinned %1 x %2 DataFrame"_s.arg(rows).arg(columns);
    return (u"file: "_s + quoted(request.name + u'.' + pin.type) + u"\nfile_size: "_s +
            QString::number(payload.size()) + u"\npin_hash: "_s + quoted(hashOf(payload)) + u"\ntype: "_s +
            pin.type + u"\ntitle: "_s + quoted(request.name + u": "_s + frame) +
            u"\ndescription: ~\ntags: ~\nurls: ~\ncreated: "_s + created + u"\napi_version: 1\n"_s)
        .toUtf8();
}

Result<> writeFile(const QString &path, const QByteArray &bytes)
{
    QSaveFile file(path);
    if (file.open(QIODevice::WriteOnly) && file.write(bytes) == bytes.size() && file.commit())
        return {};
    return Error{Error::Code::Io, Text::tr("%1 cannot be written: %2.").arg(path, file.errorString()), {}};
}

// Greater than every version that is there, in another second.
QString stampAfter(const QString &newest)
{
    QDateTime now = QDateTime::currentDateTimeUtc();
    QDateTime last = QDateTime::fromString(newest.section(u'-', 0, 0), stampFormat);
    last.setTimeSpec(Qt::UTC);
    if (last.isValid() && now.toSecsSinceEpoch() <= last.toSecsSinceEpoch())
        now = last.addSecs(1);
    return now.toString(stampFormat);
}

// A version appears whole or not at all: it is written beside and moved into place. Whatever lies directly in
// a pin's folder counts as a version, so that the place beside is inside of one, or of the board for a new
// pin.
Result<QString> writeVersion(const PinRequest &request, const Pin &pin, const QByteArray &payload,
                             qsizetype rows)
{
    const QString created = stampAfter(pin.version);
    const QString version = created + u'-' + hashOf(payload).left(5);
    const QString folder = request.board + u'/' + request.name;
    const QString beside = pin.version.isEmpty() ? request.board : folder + u'/' + pin.version;
    QTemporaryDir draft(beside + u"/.vitrine-XXXXXX"_s);
    if (!draft.isValid())
        return Error{
            Error::Code::Io, Text::tr("%1 cannot be written: %2.").arg(beside, draft.errorString()), {}};
    const QString made = draft.filePath(version);
    if (!QDir().mkpath(made))
        return Error{Error::Code::Io, Text::tr("%1 cannot be written.").arg(made), {}};
    VT_CHECK(writeFile(made + u'/' + request.name + u'.' + pin.type, payload));
    VT_CHECK(writeFile(made + u"/data.txt"_s, metaOf(request, pin, payload, created, rows)));
    const QString place = folder + u'/' + version;
    if (!QDir().mkpath(folder) || !QDir().rename(made, place))
        return Error{Error::Code::Io, Text::tr("The version %1 cannot be put into place.").arg(place), {}};
    return version;
}

} // namespace

Result<PinnedMetrics> pinMetrics(const MetricTable &table, const PinRequest &request)
{
    if (!QDir(request.board).exists())
        return Error{Error::Code::NotFound, Text::tr("There is no board %1.").arg(request.board), {}};
    if (request.name.isEmpty() || request.name.startsWith(u'.') || request.name == u"_pins.yaml" ||
        request.name.contains(u'/') || request.name.contains(u'\\'))
        return Error{
            Error::Code::InvalidArgument, Text::tr("“%1” is not the name of a pin.").arg(request.name), {}};
    VT_TRY(const Pin pin, newestOf(request));
    const MetricMerge merge = mergeMetrics(pin.table, table);
    PinnedMetrics pinned;
    pinned.rows = merge.table.size();
    pinned.replacedRows = merge.replacedRows;
    if (request.dryRun)
        return pinned;
    VT_CHECK(checkOverlap(merge, request.name, request.overwrite));
    VT_TRY(pinned.version, writeVersion(request, pin, payloadOf(pin, merge.table), merge.table.size()));
    return pinned;
}

} // namespace vitrine::monitor
