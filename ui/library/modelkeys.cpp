// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/library/modelkeys.h"

#include "ui/library/modelglance.h"
#include "ui/library/modellistmodel.h"

#include <QLocale>

#include <cmath>
#include <limits>

using namespace Qt::StringLiterals;

namespace vitrine::ui {

namespace {

constexpr double unknown = std::numeric_limits<double>::quiet_NaN();

// The number by which a row sorts in such a column.
double numberOf(const ModelListModel &models, int row, int column)
{
    const registry::Model &model = models.models().at(row);
    const lifecycle::Insight *insight = models.insight(row);
    switch (column) {
    case ModelListModel::Versions: return model.versionCount;
    case ModelListModel::Changed:
        return model.updated.isValid() ? double(model.updated.toMSecsSinceEpoch()) : unknown;
    case ModelListModel::Metric: return insight ? newestValue(*insight) : unknown;
    case ModelListModel::Health:
        return insight && insight->health.kind != lifecycle::Health::Kind::Unknown
                   ? -double(insight->health.kind) // worst first
                   : unknown;
    case ModelListModel::Retraining:
        return insight && insight->retraining ? double(insight->retraining->due.toMSecsSinceEpoch())
                                              : unknown;
    default: return unknown;
    }
}

bool isNumeric(int column)
{
    switch (column) {
    case ModelListModel::Versions:
    case ModelListModel::Changed:
    case ModelListModel::Metric:
    case ModelListModel::Health:
    case ModelListModel::Retraining: return true;
    default: return false;
    }
}

// Values of different metrics do not compare: the metric comes first.
QString textOf(const ModelListModel &models, int row, int column)
{
    if (column == ModelListModel::Metric) {
        const lifecycle::Insight *insight = models.insight(row);
        return insight ? insight->metric : QString();
    }
    const QModelIndex index = models.index(row, column);
    const bool chips = column == ModelListModel::Stages || column == ModelListModel::Labels;
    return index.data(chips ? int(Qt::AccessibleTextRole) : int(Qt::DisplayRole)).toString();
}

} // namespace

const QCollator &ModelKeys::collator()
{
    static const QCollator collator = [] {
        // The C locale compares bytes and knows no numbers.
        QCollator c(QLocale().language() == QLocale::C ? QLocale(QLocale::English) : QLocale());
        c.setNumericMode(true);
        c.setCaseSensitivity(Qt::CaseInsensitive);
        return c;
    }();
    return collator;
}

ModelKeys::ModelKeys(const ModelListModel &models) : m_models(models) {}

void ModelKeys::prepare(int column)
{
    if (column == m_column)
        return;
    m_column = column;
    m_texts.clear();
    m_numbers.clear();
    const int rows = m_models.rowCount();
    if (isNumeric(column)) {
        for (int row = 0; row < rows; ++row)
            m_numbers.push_back(numberOf(m_models, row, column));
    }
    if (!isNumeric(column) || column == ModelListModel::Metric) {
        m_texts.reserve(static_cast<size_t>(rows));
        for (int row = 0; row < rows; ++row)
            m_texts.push_back(collator().sortKey(textOf(m_models, row, column)));
    }
}

bool ModelKeys::isKnown(int row) const
{
    return m_numbers.empty() || !std::isnan(m_numbers.at(static_cast<size_t>(row)));
}

int ModelKeys::compare(int left, int right) const
{
    const auto a = static_cast<size_t>(left);
    const auto b = static_cast<size_t>(right);
    if (!m_texts.empty()) {
        if (const int order = m_texts.at(a).compare(m_texts.at(b)); order != 0 || m_numbers.empty())
            return order;
    }
    if (m_numbers.empty())
        return 0;
    return m_numbers.at(a) < m_numbers.at(b) ? -1 : m_numbers.at(a) > m_numbers.at(b) ? 1 : 0;
}

} // namespace vitrine::ui
