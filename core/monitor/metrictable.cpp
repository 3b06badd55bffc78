// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/monitor/metrictable.h"

#include "core/base/text.h"
#include "core/monitor/dataset/dataset.h"

#include <QHash>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QSet>

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>

using namespace Qt::StringLiterals;

namespace vitrine::monitor {

namespace {

// Functions of sklearn.metrics that compute what the metric is under its conventions.
constexpr std::array<std::pair<QLatin1StringView, QLatin1StringView>, 22> functionNames{{
    {"mae"_L1, "mean_absolute_error"_L1},
    {"mse"_L1, "mean_squared_error"_L1},
    {"rmse"_L1, "root_mean_squared_error"_L1},
    {"rsq_trad"_L1, "r2_score"_L1},
    {"median_ae"_L1, "median_absolute_error"_L1},
    {"max_error"_L1, "max_error"_L1},
    {"explained_variance"_L1, "explained_variance_score"_L1},
    {"pinball_loss"_L1, "mean_pinball_loss"_L1},
    {"poisson_deviance"_L1, "mean_poisson_deviance"_L1},
    {"d2_absolute_error"_L1, "d2_absolute_error_score"_L1},
    {"accuracy"_L1, "accuracy_score"_L1},
    {"bal_accuracy"_L1, "balanced_accuracy_score"_L1},
    {"precision"_L1, "precision_score"_L1},
    {"recall"_L1, "recall_score"_L1},
    {"f_meas"_L1, "f1_score"_L1},
    {"jaccard"_L1, "jaccard_score"_L1},
    {"kap"_L1, "cohen_kappa_score"_L1},
    {"mcc"_L1, "matthews_corrcoef"_L1},
    {"roc_auc"_L1, "roc_auc_score"_L1},
    {"average_precision"_L1, "average_precision_score"_L1},
    {"mn_log_loss"_L1, "log_loss"_L1},
    {"brier_class"_L1, "brier_score_loss"_L1},
}};

bool isPython(const MetricTableForm &form)
{
    return form.columns == MetricColumns::VetiverPython;
}

QString column(const QString &name, const MetricTableForm &form)
{
    return isPython(form) ? name : u'.' + name;
}

bool onlyDates(const MetricTable &table, const MetricTableForm &form)
{
    return form.dates || std::ranges::all_of(table, [](const MetricRow &row) {
               return !row.index.isValid() || row.index.time() == QTime(0, 0);
           });
}

QString indexText(const MetricRow &row, bool dates)
{
    if (!row.index.isValid())
        return {};
    if (dates)
        return row.index.date().toString(Qt::ISODate);
    return row.index.toString(row.index.time().msec() == 0 ? Qt::ISODate : Qt::ISODateWithMs);
}

QString shortest(double value)
{
    char text[32];
    const auto end = std::to_chars(text, text + sizeof text, value).ptr;
    return QString::fromLatin1(text, end - text);
}

QString metricName(const MetricRow &row, const MetricTableForm &form)
{
    return isPython(form) ? sklearnName(row.metric) : row.metric;
}

QByteArray csvCell(const QString &text)
{
    QByteArray bytes = text.toUtf8();
    if (!bytes.contains(',') && !bytes.contains('"') && !bytes.contains('\n'))
        return bytes;
    return '"' + bytes.replace('"', "\"\"") + '"';
}

// A row's cells in the order of the header. `number` writes a double.
template<typename Number>
QStringList cellsOf(const MetricRow &row, const MetricTableForm &form, bool dates, Number &&number)
{
    QStringList cells;
    if (form.versions)
        cells << row.version;
    if (!form.groupColumn.isEmpty())
        cells << row.group;
    cells << indexText(row, dates) << QString::number(row.n) << metricName(row, form);
    if (!isPython(form))
        cells << row.estimator;
    cells << number(row.value);
    if (form.intervals)
        cells << number(row.lower) << number(row.upper);
    return cells;
}

QJsonValue jsonNumber(double value)
{
    return std::isfinite(value) ? QJsonValue(value) : QJsonValue();
}

QJsonObject jsonOf(const MetricRow &row, const MetricTableForm &form, bool dates)
{
    QJsonObject object{
        {column(u"index"_s, form), row.index.isValid() ? QJsonValue(indexText(row, dates)) : QJsonValue()},
        {column(u"n"_s, form), row.n},
        {column(u"metric"_s, form), metricName(row, form)},
        {column(u"estimate"_s, form), jsonNumber(row.value)}};
    if (form.versions)
        object.insert(u"version"_s, row.version);
    if (!form.groupColumn.isEmpty())
        object.insert(form.groupColumn, row.group);
    if (!isPython(form))
        object.insert(u".estimator"_s, row.estimator);
    if (form.intervals) {
        object.insert(column(u"lower"_s, form), jsonNumber(row.lower));
        object.insert(column(u"upper"_s, form), jsonNumber(row.upper));
    }
    if (!row.why.isEmpty())
        object.insert(column(u"why"_s, form), row.why);
    return object;
}

} // namespace

MetricTable metricTable(const QList<MetricSeries> &series)
{
    std::vector<std::pair<const MetricSeries *, const MetricPoint *>> points;
    for (const MetricSeries &one : series) {
        for (const MetricPoint &point : one.points)
            points.emplace_back(&one, &point);
    }
    std::ranges::stable_sort(points, {}, [](const auto &entry) {
        return entry.second->start.isValid() ? entry.second->start.toMSecsSinceEpoch()
                                             : std::numeric_limits<qint64>::min();
    });
    MetricTable table;
    for (const auto &[one, point] : points)
        table.append({point->index, point->n, one->metric, one->estimator, point->value, point->why,
                      point->lower, point->upper, one->version, one->group});
    return table;
}

QStringList metricTableHeader(const MetricTableForm &form)
{
    QStringList header;
    if (form.versions)
        header << u"version"_s;
    if (!form.groupColumn.isEmpty())
        header << form.groupColumn;
    header << column(u"index"_s, form) << column(u"n"_s, form) << column(u"metric"_s, form);
    if (!isPython(form))
        header << u".estimator"_s;
    header << column(u"estimate"_s, form);
    if (form.intervals)
        header << column(u"lower"_s, form) << column(u"upper"_s, form);
    return header;
}

QList<QStringList> metricTableCells(const MetricTable &table, const MetricTableForm &form)
{
    const bool dates = onlyDates(table, form);
    QList<QStringList> rows;
    for (const MetricRow &row : table)
        rows << cellsOf(row, form, dates, [](double value) {
            return std::isnan(value) ? u"NA"_s : QString::number(value, 'g', 6);
        });
    return rows;
}

QByteArray metricTableToCsv(const MetricTable &table, const MetricTableForm &form)
{
    const bool dates = onlyDates(table, form);
    const QString missing = isPython(form) ? QString() : u"NA"_s;
    const auto line = [](const QStringList &cells) {
        QByteArrayList bytes;
        for (const QString &cell : cells)
            bytes << csvCell(cell);
        return bytes.join(',') + '\n';
    };
    const QString infinite = isPython(form) ? u"inf"_s : u"Inf"_s;
    const auto number = [&](double value) {
        if (std::isinf(value))
            return value < 0 ? u'-' + infinite : infinite;
        return std::isnan(value) ? missing : shortest(value);
    };
    QByteArray csv = line(metricTableHeader(form));
    for (const MetricRow &row : table)
        csv += line(cellsOf(row, form, dates, number));
    return csv;
}

QByteArray metricTableToJson(const MetricTable &table, const MetricTableForm &form)
{
    const bool dates = onlyDates(table, form);
    QJsonArray array;
    for (const MetricRow &row : table)
        array.append(jsonOf(row, form, dates));
    return QJsonDocument(array).toJson();
}

QString sklearnName(const QString &metric)
{
    const auto found =
        std::ranges::find_if(functionNames, [&](const auto &entry) { return metric == entry.first; });
    return found == functionNames.end() ? metric : QString(found->second);
}

QString metricOfSklearn(const QString &function)
{
    const auto found =
        std::ranges::find_if(functionNames, [&](const auto &entry) { return function == entry.second; });
    return found == functionNames.end() ? function : QString(found->first);
}

} // namespace vitrine::monitor
