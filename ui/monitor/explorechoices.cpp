// SPDX-License-Identifier: GPL-3.0-or-later
// What can be chosen in ExploreView: data, versions, columns, and which rows in which order.
#include "ui/monitor/choicebox.h"
#include "ui/monitor/driftreading.h"
#include "ui/monitor/exploredtable.h"
#include "ui/monitor/exploreview.h"
#include "ui/widgets/facestack.h"
#include "ui/widgets/searchfield.h"
#include "ui/widgets/table.h"

#include <QFileDialog>
#include <QFileInfo>
#include <QPushButton>
#include <QSettings>

#include <algorithm>
#include <cmath>

using namespace Qt::StringLiterals;

namespace vitrine::ui {

namespace {
constexpr auto anotherFile = "\n"; // no file is called so
} // namespace

void ExploreView::connectChoices()
{
    connect(m_source, &QComboBox::activated, this, &ExploreView::chooseSource);
    connect(m_version, &QComboBox::activated, this, [this] { ask(); });
    for (ChoiceBox *combo : {m_across, m_up})
        connect(combo, &QComboBox::activated, this, [this] {
            m_services.settings.setValue(key(u"column"_s), m_across->currentText());
            m_services.settings.setValue(key(u"against"_s), m_up->currentData().toString());
            showColumn();
        });
    connect(m_faces, &FaceStack::retryRequested, this, [this] { ask(); });
    connect(&m_watch, &QTimer::timeout, this, &ExploreView::watchReading);
    connect(&m_later, &QTimer::timeout, this, [this] {
        if (m_stale && isVisible() && isWorthReading())
            ask(true);
    });
    connect(m_filter, &QLineEdit::textChanged, &m_typing, qOverload<>(&QTimer::start));
    connect(m_filter, &SearchField::leftForResults, m_tableView, qOverload<>(&QWidget::setFocus));
    connect(&m_typing, &QTimer::timeout, this, [this] {
        m_question.filter = m_filter->text();
        arrange();
    });
    connect(m_table, &ExploredTable::sortRequested, this, [this](int column, Qt::SortOrder order) {
        m_question.sortedBy = column;
        m_question.descending = order == Qt::DescendingOrder;
        arrange();
    });
    connect(m_cancel, &QPushButton::clicked, this, &ExploreView::cancelExport);
}

void ExploreView::fillVersions()
{
    QString before = m_version->currentText();
    const QList<PlotSeries> series =
        m_view.metrics.isEmpty() ? QList<PlotSeries>() : m_view.metrics.first().series;
    QList<Choice> versions;
    for (auto it = series.crbegin(); it != series.crend(); ++it)
        versions << Choice{it->name, it->look};
    m_version->offer(versions);
    // What is in the stage now is what one wants to know about first.
    if (m_version->findText(before) < 0 && !m_view.bands.isEmpty() && std::isinf(m_view.bands.last().end))
        before = m_view.bands.last().version;
    m_version->setCurrentIndex(std::max(0, m_version->findText(before)));
}

// Everything that the page reads already: observations, the data for drift, the features for diagnostics.
void ExploreView::fillSources()
{
    const QString base = key({}).chopped(int(u"explore/"_s.size()));
    const QString own = m_services.settings.value(key(u"data"_s)).toString();
    QList<Choice> sources{{tr("What was observed"), QString()}};
    QStringList known{QString()};
    for (const QString &path : {m_services.settings.value(base + u"drift/data"_s).toString(),
                                m_services.settings.value(base + u"diagnosis/features"_s).toString(), own}) {
        if (known.contains(path))
            continue;
        known << path;
        const bool recorded = path == QLatin1StringView(recordedData);
        sources << Choice{recorded ? tr("What servers recorded") : QFileInfo(path).fileName(), path};
    }
    sources << Choice{} << Choice{tr("Other data…"), QString::fromLatin1(anotherFile)};
    m_source->offer(sources);
    m_source->setCurrentIndex(std::max(0, m_source->findData(own)));
}

void ExploreView::chooseSource()
{
    const QString chosen = m_source->currentData().toString();
    if (chosen != QLatin1StringView(anotherFile))
        return setData(chosen);
    const QString before = m_services.settings.value(key(u"data"_s)).toString();
    m_source->setCurrentIndex(std::max(0, m_source->findData(before)));
    auto *dialog = new QFileDialog(window(), tr("Choose data to explore"), QFileInfo(before).absolutePath());
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setObjectName(u"exploreDataDialog"_s);
    dialog->setFileMode(QFileDialog::ExistingFile);
    connect(dialog, &QFileDialog::fileSelected, this, &ExploreView::setData);
    dialog->open();
}

void ExploreView::setData(const QString &path)
{
    m_services.settings.setValue(key(u"data"_s), path);
    ask();
}

void ExploreView::fillColumns()
{
    using monitor::ColumnType;
    const QList<monitor::ColumnInfo> columns =
        m_table->pages() ? m_table->pages()->columns() : QList<monitor::ColumnInfo>();
    QList<Choice> across;
    QList<Choice> up{{tr("Its distribution"), QString()}};
    for (const monitor::ColumnInfo &column : columns) {
        across << Choice{column.name, {}};
        if (column.type == ColumnType::Number)
            up << Choice{tr("with %1 against it").arg(column.name), column.name};
    }
    m_across->offer(across);
    m_up->offer(up);
    const int before = m_across->findText(m_services.settings.value(key(u"column"_s)).toString());
    // A time says the least about the data.
    const auto first = std::find_if(columns.begin(), columns.end(), [](const monitor::ColumnInfo &column) {
        return column.type != ColumnType::Time;
    });
    const int usual = first == columns.end() ? 0 : int(first - columns.begin());
    m_across->setCurrentIndex(columns.isEmpty() ? -1 : (before >= 0 ? before : usual));
    m_up->setCurrentIndex(
        std::max(0, m_up->findData(m_services.settings.value(key(u"against"_s)).toString())));
    m_across->setEnabled(!columns.isEmpty());
    m_up->setEnabled(!columns.isEmpty());
}

} // namespace vitrine::ui
