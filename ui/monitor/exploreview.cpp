// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/monitor/exploreview.h"

#include "ui/chart/xyplot.h"
#include "ui/monitor/choicebox.h"
#include "ui/monitor/driftreading.h"
#include "ui/monitor/exploredpicture.h"
#include "ui/monitor/exploredtable.h"
#include "ui/theme/tokens.h"
#include "ui/widgets/facestack.h"
#include "ui/widgets/flowlayout.h"
#include "ui/widgets/itemroles.h"
#include "ui/widgets/labels.h"
#include "ui/widgets/table.h"

#include <QFileDialog>
#include <QFileInfo>
#include <QHeaderView>
#include <QLocale>
#include <QScrollBar>
#include <QSettings>
#include <QSortFilterProxyModel>
#include <QUrl>
#include <QVBoxLayout>

#include <algorithm>
#include <cmath>
#include <utility>

using namespace Qt::StringLiterals;

namespace vitrine::ui {

namespace {

using Kind = ExploredColumn::Kind;

constexpr auto anotherFile = "\n"; // no file is called so
constexpr int widestCombo = 240;
constexpr int leastRows = 4;     // that the table shows, with its header
constexpr int sampledRows = 200; // that the widths of columns are made for

} // namespace

ExploreView::ExploreView(Services &services, QWidget *parent)
    : QWidget(parent)
    , m_services(services)
    , m_source(new ChoiceBox(u"exploreSource"_s, tr("Data to explore"), this))
    , m_version(new ChoiceBox(u"exploreVersion"_s, tr("Version whose data is explored"), this))
    , m_across(new ChoiceBox(u"exploreColumn"_s, tr("Column to look at"), this))
    , m_up(new ChoiceBox(u"exploreAgainst"_s, tr("Column to lay against it"), this))
    , m_facts(new TextLabel({}, TextRole::Body, Tone::Neutral))
    , m_size(new TextLabel({}, TextRole::Caption, Tone::Muted))
    , m_plot(new XyPlot(u"explorePlot"_s))
    , m_picture(new QWidget)
    , m_tableView(new Table(u"exploreTable"_s, tr("The rows that are explored")))
    , m_table(new ExploredTable(this))
    , m_content(new QWidget)
    , m_faces(nullptr)
{
    setObjectName(u"exploreView"_s);
    m_facts->setObjectName(u"exploreFacts"_s);
    m_facts->setWordWrap(true);
    m_size->setObjectName(u"exploreSize"_s);
    m_size->setWordWrap(true);

    auto *proxy = new QSortFilterProxyModel(this);
    proxy->setSourceModel(m_table);
    proxy->setSortRole(SortRole);
    m_tableView->setModel(proxy);
    m_tableView->setSortingEnabled(true);
    m_tableView->setMinimumHeight(leastRows * Size::rowHeight);
    m_tableView->sortByColumn(-1, Qt::AscendingOrder); // as the data has them
    m_tableView->horizontalHeader()->setResizeContentsPrecision(sampledRows);

    auto *picture = new QVBoxLayout(m_picture);
    picture->setContentsMargins(0, 0, 0, 0);
    picture->setSpacing(Space::s);
    picture->addWidget(m_plot, 1);
    picture->addWidget(m_facts);
    auto *column = new QVBoxLayout(m_content);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(Space::m);
    column->addWidget(m_picture, 3);
    column->addWidget(m_tableView, 2);
    column->addWidget(m_size);
    m_faces = new FaceStack(m_content, u"explore"_s, this);

    auto *top = new FlowLayout(nullptr, Space::s);
    for (ChoiceBox *combo : {m_source, m_version, m_across, m_up}) {
        combo->setMaximumWidth(widestCombo);
        top->addWidget(combo);
    }
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(Space::m);
    layout->addLayout(top);
    layout->addWidget(m_faces, 1);

    connect(m_source, &QComboBox::activated, this, &ExploreView::chooseSource);
    connect(m_version, &QComboBox::activated, this, [this] { ask(); });
    for (ChoiceBox *combo : {m_across, m_up})
        connect(combo, &QComboBox::activated, this, [this] {
            m_services.settings.setValue(key(u"column"_s), m_across->currentText());
            m_services.settings.setValue(key(u"against"_s), m_up->currentData().toString());
            showColumn();
        });
    connect(m_faces, &FaceStack::retryRequested, this, [this] { ask(); });
}

QString ExploreView::key(const QString &name) const
{
    const auto safe = [](const QString &text) { return QString::fromLatin1(QUrl::toPercentEncoding(text)); };
    return u"monitor/%1/%2/explore/%3"_s.arg(safe(m_library ? m_library->name() : QString()),
                                             safe(m_view.model), name);
}

void ExploreView::setView(const registry::Library &library, const MonitorView &view)
{
    const bool another = m_view.model != view.model;
    m_library = library;
    m_view = view;
    fillVersions();
    m_stale = true;
    if (isVisible() && (another || !m_answer.isRunning()))
        ask(!another);
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

void ExploreView::setTableShown(bool shown)
{
    m_picture->setVisible(!shown);
}

void ExploreView::refresh()
{
    if (m_stale)
        ask();
}

void ExploreView::ask(bool quietly)
{
    if (!m_library)
        return;
    m_stale = false;
    fillSources();
    const QString source = m_source->currentData().toString();
    // A file has no version.
    m_version->setVisible(source.isEmpty() || source == QLatin1StringView(recordedData));
    if (source.isEmpty() && m_version->count() == 0) {
        show({});
        return;
    }
    if (!quietly || m_faces->face() != FaceStack::Face::Filled)
        m_faces->showLoading(tr("Reading the rows"));
    const ExploreQuestion question{m_view.model, m_version->currentText(), source};
    m_answer.ask(runAsync(&m_services.readers,
                          [library = *m_library, question](const Job &job) {
                              return readExplored(library, question, job);
                          }),
                 this, [this](const Result<ExploredRows> &rows) {
                     if (rows) {
                         show(*rows);
                         if (m_stale && isVisible())
                             ask(true);
                         return;
                     }
                     if (rows.error().code != Error::Code::Cancelled)
                         m_faces->showFailed(rows.error());
                 });
}

QString ExploreView::sizeText() const
{
    const ExploredRows &rows = m_table->shown();
    const QString shown = QLocale().toString(rows.rows);
    if (rows.leftOut > 0)
        return tr("The first %1 of %2 rows. Those of one period only: ask about its point in Metrics.")
            .arg(shown, QLocale().toString(rows.rows + rows.leftOut));
    if (rows.more)
        return tr("The first %1 rows: the data has more of them.").arg(shown);
    return tr("%n row(s)", nullptr, int(rows.rows));
}

void ExploreView::show(const ExploredRows &rows)
{
    const int scrolled = m_tableView->verticalScrollBar()->value();
    m_table->show(rows);
    m_tableView->verticalScrollBar()->setValue(scrolled);
    fillColumns();
    if (rows.rows == 0) {
        m_faces->setEmptyText(
            u"monitor"_s, tr("No data to explore yet"),
            rows.why.isEmpty()
                ? tr("Import a CSV, send feedback to a running deployment, or choose other data.")
                : rows.why);
        m_faces->showEmpty();
        return;
    }
    m_size->setText(sizeText());
    m_tableView->resizeColumnsToContents();
    showColumn();
    m_faces->showFilled();
}

void ExploreView::fillColumns()
{
    const QList<ExploredColumn> &columns = m_table->shown().columns;
    QList<Choice> across;
    QList<Choice> up{{tr("Its distribution"), QString()}};
    for (const ExploredColumn &column : columns) {
        across << Choice{column.name, {}};
        if (column.kind == Kind::Number)
            up << Choice{tr("with %1 against it").arg(column.name), column.name};
    }
    m_across->offer(across);
    m_up->offer(up);
    const int before = m_across->findText(m_services.settings.value(key(u"column"_s)).toString());
    // A time says the least about the data.
    const auto first = std::find_if(columns.begin(), columns.end(),
                                    [](const ExploredColumn &column) { return column.kind != Kind::Time; });
    const int usual = first == columns.end() ? 0 : int(first - columns.begin());
    m_across->setCurrentIndex(columns.isEmpty() ? -1 : (before >= 0 ? before : usual));
    m_up->setCurrentIndex(
        std::max(0, m_up->findData(m_services.settings.value(key(u"against"_s)).toString())));
    m_across->setEnabled(!columns.isEmpty());
    m_up->setEnabled(!columns.isEmpty());
}

void ExploreView::showColumn()
{
    const QList<ExploredColumn> &columns = m_table->shown().columns;
    if (m_across->currentIndex() < 0 || m_across->currentIndex() >= columns.size())
        return;
    const ExploredColumn &across = columns[m_across->currentIndex()];
    const auto up = std::find_if(columns.begin(), columns.end(), [this](const ExploredColumn &column) {
        return column.name == m_up->currentData().toString();
    });
    const int look = m_version->currentData().toInt();
    m_plot->setPicture(up == columns.end() ? distributionOf(across, look) : scatterOf(across, *up, look));
    m_facts->setText(up == columns.end() || up->name == across.name ? factsOf(across)
                                                                    : factsOf(across) + u'\n' + factsOf(*up));
}

QList<XyPicture> ExploreView::pictures() const
{
    return m_table->shown().rows > 0 ? QList<XyPicture>{m_plot->picture()} : QList<XyPicture>();
}

QWidget *ExploreView::picture() const
{
    // The rows below the picture are what the data holds; a drawing would show the first of them only.
    return m_picture->isHidden() ? m_content : m_picture;
}

const QAbstractItemModel *ExploreView::table() const
{
    return m_tableView->model();
}

} // namespace vitrine::ui
