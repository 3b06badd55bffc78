// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/model/versionlistmodel.h"

#include "core/base/text.h"
#include "core/monitor/series.h"
#include "core/registry/metricdirection.h"
#include "core/registry/semver.h"
#include "ui/widgets/badge.h"
#include "ui/widgets/itemroles.h"
#include "ui/widgets/wording.h"

#include <algorithm>
#include <cmath>
#include <limits>

using namespace Qt::StringLiterals;

namespace vitrine::ui {

namespace {

constexpr qsizetype shownMetrics = 2; // further ones are in the column chooser
constexpr double missing = std::numeric_limits<double>::quiet_NaN();

bool isNumber(VersionListModel::Field field)
{
    using Field = VersionListModel::Field;
    return field == Field::Metric || field == Field::ChangeBefore || field == Field::ChangeProduction ||
           field == Field::Size;
}

// Sorts versions by precedence, and what is not one behind them by name.
QString sortableVersion(const QString &name)
{
    const auto parts = name.mid(name.startsWith(u'v') ? 1 : 0).split(u'-').value(0).split(u'.');
    if (!registry::SemVer::parse(name))
        return u"~"_s + name;
    QString key;
    for (const QString &part : parts)
        key += part.rightJustified(10, u'0') + u'.';
    return key + (name.contains(u'-') ? u"0"_s + name.section(u'-', 1) : u"1"_s);
}

QList<QString> metricNames(const QList<registry::Version> &versions, const QString &mainMetric)
{
    QList<QString> names;
    for (const registry::Version &version : versions) {
        for (auto it = version.metrics.begin(); it != version.metrics.end(); ++it) {
            if (!names.contains(it.key()))
                names << it.key();
        }
    }
    std::sort(names.begin(), names.end());
    if (names.removeOne(mainMetric))
        names.prepend(mainMetric);
    return names;
}

} // namespace

int betterOrWorse(const QString &metric, double before, double after)
{
    return registry::metricImprovement(metric, before, after);
}

QString VersionListModel::Column::key() const
{
    switch (field) {
    case Field::Version: return u"version"_s;
    case Field::Stages: return u"stages"_s;
    case Field::Metric: return u"metric:"_s + metric;
    case Field::ChangeBefore: return u"before:"_s + metric;
    case Field::ChangeProduction: return u"production:"_s + metric;
    case Field::Date: return u"date"_s;
    case Field::Author: return u"author"_s;
    case Field::Message: return u"message"_s;
    case Field::Size: return u"size"_s;
    case Field::Labels: break;
    }
    return u"labels"_s;
}

VersionListModel::VersionListModel(const Clock &clock, QObject *parent)
    : QAbstractTableModel(parent)
    , m_clock(clock)
{
    setVersions({}, {});
}

void VersionListModel::setVersions(const QList<registry::Version> &versions, const QString &mainMetric)
{
    const QList<QString> metrics = metricNames(versions, mainMetric);
    const QString main = metrics.value(0);
    QList<Column> columns{{Field::Version, {}, tr("Version"), false},
                          {Field::Stages, {}, tr("Stages"), false}};
    for (qsizetype at = 0; at < metrics.size(); ++at) {
        const QString &metric = metrics.at(at);
        const bool further = at > 0;
        columns << Column{Field::Metric, metric, metric, at >= shownMetrics}
                << Column{Field::ChangeBefore, metric,
                          further ? tr("%1: Δ previous").arg(metric) : tr("Δ previous"), further}
                << Column{Field::ChangeProduction, metric,
                          further ? tr("%1: Δ production").arg(metric) : tr("Δ production"), further};
    }
    columns << Column{Field::Date, {}, tr("Date"), false} << Column{Field::Message, {}, tr("Message"), false}
            << Column{Field::Author, {}, tr("Author"), true} << Column{Field::Size, {}, tr("Size"), false}
            << Column{Field::Labels, {}, tr("Labels"), true};

    const bool sameRows =
        columns == m_columns &&
        std::equal(versions.begin(), versions.end(), m_versions.begin(), m_versions.end(),
                   [](const auto &a, const auto &b) { return a.name == b.name && a.commit == b.commit; });
    if (!sameRows)
        beginResetModel();
    m_columns = columns;
    m_versions = versions;
    m_mainMetric = main;
    findRows();
    if (!sameRows)
        endResetModel();
    else if (!versions.isEmpty())
        emit dataChanged(index(0, 0), index(rowCount() - 1, columnCount() - 1));
}

void VersionListModel::findRows()
{
    // A stage called production is meant before one that only begins so.
    m_productionRow = -1;
    int best = 0;
    for (int row = 0; row < m_versions.size(); ++row) {
        for (const QString &stage : m_versions.at(row).stages) {
            const int rank = stage == u"production" || stage == u"prod"       ? 2
                             : stage.startsWith(u"prod", Qt::CaseInsensitive) ? 1
                                                                              : 0;
            if (rank > best) {
                best = rank;
                m_productionRow = row;
            }
        }
    }
    // The version before is the next older registered one; withdrawn versions do not count.
    m_before.fill(-1, m_versions.size());
    int older = -1;
    for (int row = int(m_versions.size()) - 1; row >= 0; --row) {
        m_before[row] = older;
        if (m_versions.at(row).registered && !m_versions.at(row).deregistered)
            older = row;
    }
}

int VersionListModel::rowOf(const QString &name) const
{
    const auto it =
        std::find_if(m_versions.begin(), m_versions.end(), [&](const auto &v) { return v.name == name; });
    return it == m_versions.end() ? -1 : static_cast<int>(it - m_versions.begin());
}

int VersionListModel::columnOf(Field field) const
{
    const auto it =
        std::find_if(m_columns.begin(), m_columns.end(), [&](const auto &c) { return c.field == field; });
    return it == m_columns.end() ? -1 : static_cast<int>(it - m_columns.begin());
}

QString VersionListModel::productionVersion() const
{
    return m_productionRow < 0 ? QString() : m_versions.at(m_productionRow).name;
}

int VersionListModel::rowCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : static_cast<int>(m_versions.size());
}

int VersionListModel::columnCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : static_cast<int>(m_columns.size());
}

VersionListModel::Change VersionListModel::change(int row, const Column &column) const
{
    const int other = column.field != Field::ChangeProduction ? m_before.at(row)
                      : m_productionRow == row                ? -1
                                                              : m_productionRow;
    if (other < 0)
        return {missing, missing, {}};
    return {m_versions.at(other).metrics.value(column.metric, missing),
            m_versions.at(row).metrics.value(column.metric, missing), m_versions.at(other).name};
}

// The main metric has its changes beside it; the others say themselves which way they went.
QString VersionListModel::metricText(int row, const Column &column) const
{
    const Change c = change(row, column);
    const QString value = shortNumber(m_versions.at(row).metrics.value(column.metric, missing));
    if (column.metric == m_mainMetric || !std::isfinite(c.before) || !std::isfinite(c.after) ||
        c.before == c.after)
        return value;
    return (c.after > c.before ? u"▲ "_s : u"▼ "_s) + value;
}

QString VersionListModel::text(int row, const Column &column) const
{
    const registry::Version &version = m_versions.at(row);
    switch (column.field) {
    case Field::Version: return version.name;
    case Field::Metric: return metricText(row, column);
    case Field::ChangeBefore:
    case Field::ChangeProduction: {
        const Change c = change(row, column);
        const QString words = changeText(c.before, c.after);
        return words.isEmpty() ? u"–"_s : words;
    }
    case Field::Date: return relativeTime(version.date, m_clock.now());
    case Field::Author: return version.author;
    case Field::Message: return version.message.section(u'\n', 0, 0);
    case Field::Size: return version.size < 0 ? u"–"_s : formatBytes(version.size);
    case Field::Stages:
    case Field::Labels: break;
    }
    return {};
}

QVariant VersionListModel::sortValue(int row, const Column &column) const
{
    const registry::Version &version = m_versions.at(row);
    switch (column.field) {
    case Field::Version: return sortableVersion(version.name);
    case Field::Stages: return version.stages.join(u' ');
    case Field::Labels: return version.labels.join(u' ');
    case Field::Metric: return version.metrics.value(column.metric, missing);
    case Field::ChangeBefore:
    case Field::ChangeProduction: {
        const Change c = change(row, column);
        return c.after - c.before;
    }
    case Field::Date: return version.date;
    case Field::Size: return version.size;
    case Field::Author:
    case Field::Message: break;
    }
    return text(row, column);
}

QString VersionListModel::changeSentence(const QString &metric, const QString &version, const Change &c)
{
    const int verdict = betterOrWorse(metric, c.before, c.after);
    const QString sentence = tr("%1 of %2 is %3, of %4 it is %5")
                                 .arg(metric, version, fullNumber(c.after), c.against, fullNumber(c.before));
    if (c.before == c.after)
        return tr("%1: the same").arg(sentence);
    // A metric of unknown direction has changed, and nothing can be said about it.
    return verdict == 0 ? sentence : tr("%1: %2").arg(sentence, verdict > 0 ? tr("better") : tr("worse"));
}

QString VersionListModel::toolTip(int row, const Column &column) const
{
    const registry::Version &version = m_versions.at(row);
    switch (column.field) {
    case Field::Version:
        return version.registered ? tr("Commit %1").arg(version.commit)
                                  : tr("Commit %1 is not registered as a version").arg(version.commit);
    case Field::Metric: {
        const double value = version.metrics.value(column.metric, missing);
        const Change c = change(row, column);
        const QString sentence = tr("%1 at registration: %2").arg(column.metric, fullNumber(value));
        if (!std::isfinite(c.before) || !std::isfinite(c.after))
            return std::isfinite(value) ? sentence : tr("%1 was not recorded").arg(column.metric);
        return sentence + u'\n' + changeSentence(column.metric, version.name, c);
    }
    case Field::ChangeBefore:
    case Field::ChangeProduction: {
        const Change c = change(row, column);
        if (c.against.isEmpty() || !std::isfinite(c.before) || !std::isfinite(c.after))
            return {};
        return changeSentence(column.metric, version.name, c);
    }
    case Field::Date: return exactTime(version.date);
    case Field::Message:
        return version.note.isEmpty() ? version.message : version.message + u"\n\n"_s + version.note;
    default: return {};
    }
}

QVariant VersionListModel::tone(int row, const Column &column) const
{
    const registry::Version &version = m_versions.at(row);
    if (version.deregistered)
        return int(Tone::Muted);
    const bool judges = column.field == Field::ChangeBefore || column.field == Field::ChangeProduction ||
                        (column.field == Field::Metric && column.metric != m_mainMetric);
    if (judges) {
        const Change c = change(row, column);
        const int verdict = betterOrWorse(column.metric, c.before, c.after);
        const Tone same = column.field == Field::Metric ? Tone::Neutral : Tone::Muted;
        return int(verdict > 0 ? Tone::Good : verdict < 0 ? Tone::Bad : same);
    }
    if (column.field == Field::Date || column.field == Field::Author || column.field == Field::Size)
        return int(Tone::Muted);
    return {};
}

QString VersionListModel::filterText(const registry::Version &version) const
{
    return (QStringList{version.name, version.message, version.author, version.note, version.commit} +
            version.stages + version.labels)
        .join(u'\n')
        .toLower();
}

QVariant VersionListModel::data(const QModelIndex &index, int role) const
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid | CheckIndexOption::ParentIsInvalid))
        return {};
    const registry::Version &version = m_versions.at(index.row());
    const Column &column = m_columns.at(index.column());
    switch (role) {
    case Qt::DisplayRole: return text(index.row(), column);
    case Qt::ToolTipRole: return toolTip(index.row(), column);
    case Qt::TextAlignmentRole:
        return isNumber(column.field) ? QVariant(int(Qt::AlignRight | Qt::AlignVCenter)) : QVariant();
    case Qt::AccessibleTextRole:
        return column.field == Field::Stages   ? version.stages.join(u", "_s)
               : column.field == Field::Labels ? version.labels.join(u", "_s)
                                               : text(index.row(), column);
    case SortRole: return sortValue(index.row(), column);
    case FilterRole: return filterText(version);
    case ValueRole: return QVariant::fromValue(version);
    case ChipsRole:
        if (column.field == Field::Stages)
            return version.stages;
        if (column.field == Field::Labels)
            return version.labels;
        if (column.field == Field::Version && (version.deregistered || !version.registered))
            return QStringList{version.deregistered ? tr("withdrawn") : tr("unregistered")};
        return {};
    case ToneRole: return tone(index.row(), column);
    case FixedRole: return column.field == Field::Version && !version.registered;
    default: return {};
    }
}

QVariant VersionListModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal || section < 0 || section >= m_columns.size())
        return {};
    const Column &column = m_columns.at(section);
    if (role == Qt::DisplayRole)
        return column.title;
    if (role == ColumnKeyRole)
        return column.key();
    if (role == Qt::TextAlignmentRole && isNumber(column.field))
        return int(Qt::AlignRight | Qt::AlignVCenter);
    if (role == Qt::ToolTipRole) {
        switch (column.field) {
        case Field::Metric:
            return tr("%1, as it was when the version was registered")
                .arg(monitor::metricInfo(column.metric).title);
        case Field::ChangeBefore: return tr("Change of %1 against the version before").arg(column.metric);
        case Field::ChangeProduction:
            return tr("Change of %1 against the version in production").arg(column.metric);
        default: return {};
        }
    }
    return {};
}

} // namespace vitrine::ui
