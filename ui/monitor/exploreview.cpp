// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/monitor/exploreview.h"

#include "ui/chart/xyplot.h"
#include "ui/monitor/choicebox.h"
#include "ui/monitor/driftreading.h"
#include "ui/monitor/exploredpicture.h"
#include "ui/monitor/exploredtable.h"
#include "ui/monitor/tableplace.h"
#include "ui/theme/tokens.h"
#include "ui/widgets/facestack.h"
#include "ui/widgets/flowlayout.h"
#include "ui/widgets/labels.h"
#include "ui/widgets/searchfield.h"
#include "ui/widgets/table.h"

#include <QFileDialog>
#include <QFileInfo>
#include <QHeaderView>
#include <QLocale>
#include <QProgressBar>
#include <QPushButton>
#include <QSettings>
#include <QSignalBlocker>
#include <QUrl>
#include <QVBoxLayout>

#include <algorithm>
#include <cmath>
#include <utility>

using namespace Qt::StringLiterals;

namespace vitrine::ui {

namespace {

constexpr int widestCombo = 240;
constexpr int leastRows = 4;     // that the table shows, with its header
constexpr int sampledRows = 200; // that the widths of columns are made for
constexpr int watchMs = 100;
constexpr int typingMs = 250;
constexpr int longReadMs = 200;
constexpr int longestRestMs = 600'000;
constexpr int restBetween = 5; // times as long as a reading took, until the next one
constexpr int progressWidth = 160;
constexpr qint64 readAtOnce = 50'000; // rows, which take a few milliseconds
constexpr qint64 mostInPicture = 500'000;

// What tells whether a file is still the same.
QString stampOf(const QString &path)
{
    const QFileInfo file(path);
    return u"%1 %2"_s.arg(file.size()).arg(file.lastModified().toMSecsSinceEpoch());
}

} // namespace

ExploreView::ExploreView(Services &services, QWidget *parent)
    : QWidget(parent)
    , m_services(services)
    , m_source(new ChoiceBox(u"exploreSource"_s, tr("Data to explore"), this))
    , m_version(new ChoiceBox(u"exploreVersion"_s, tr("Version whose data is explored"), this))
    , m_across(new ChoiceBox(u"exploreColumn"_s, tr("Column to look at"), this))
    , m_up(new ChoiceBox(u"exploreAgainst"_s, tr("Column to lay against it"), this))
    , m_filter(new SearchField(this))
    , m_facts(new TextLabel({}, TextRole::Body, Tone::Neutral))
    , m_size(new TextLabel({}, TextRole::Caption, Tone::Muted))
    , m_progress(new QProgressBar)
    , m_cancel(new QPushButton(tr("Cancel")))
    , m_plot(new XyPlot(u"explorePlot"_s))
    , m_picture(new QWidget)
    , m_tableView(new Table(u"exploreTable"_s, tr("The rows that are explored")))
    , m_table(new ExploredTable(this))
    , m_content(new QWidget)
    , m_faces(nullptr)
{
    setObjectName(u"exploreView"_s);
    m_filter->setObjectName(u"exploreFilter"_s);
    m_filter->setAccessibleName(tr("Filter of the rows"));
    m_filter->setPlaceholderText(tr("Find rows"));
    m_filter->setToolTip(tr("A text, or a condition: wind > 5 and weather == \"rain\""));
    m_facts->setObjectName(u"exploreFacts"_s);
    m_facts->setWordWrap(true);
    m_size->setObjectName(u"exploreSize"_s);
    m_size->setWordWrap(true);
    m_progress->setObjectName(u"exploreProgress"_s);
    m_progress->setAccessibleName(tr("How far the export is"));
    m_progress->setMaximumWidth(progressWidth);
    m_progress->setTextVisible(false);
    m_cancel->setObjectName(u"exploreCancel"_s);
    m_cancel->setAccessibleName(tr("Cancel the export"));
    m_watch.setInterval(watchMs);
    m_typing.setInterval(typingMs);
    m_typing.setSingleShot(true);
    m_later.setSingleShot(true);

    m_tableView->setModel(m_table);
    m_tableView->horizontalHeader()->setSortIndicatorClearable(true); // a third click: as the data has them
    m_tableView->horizontalHeader()->setSortIndicator(-1, Qt::AscendingOrder);
    m_tableView->setSortingEnabled(true);
    m_tableView->setMinimumHeight(leastRows * Size::rowHeight);
    m_tableView->horizontalHeader()->setResizeContentsPrecision(sampledRows);
    layOut();
    connectChoices();
    endWork();
}

void ExploreView::layOut()
{
    auto *picture = new QVBoxLayout(m_picture);
    picture->setContentsMargins(0, 0, 0, 0);
    picture->setSpacing(Space::s);
    picture->addWidget(m_plot, 1);
    picture->addWidget(m_facts);
    auto *foot = new QHBoxLayout;
    foot->setSpacing(Space::s);
    foot->addWidget(m_size, 1);
    foot->addWidget(m_progress);
    foot->addWidget(m_cancel);
    auto *column = new QVBoxLayout(m_content);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(Space::m);
    column->addWidget(m_picture, 3);
    column->addWidget(m_tableView, 2);
    m_faces = new FaceStack(m_content, u"explore"_s, this);

    auto *top = new FlowLayout(nullptr, Space::s);
    for (ChoiceBox *combo : {m_source, m_version, m_across, m_up}) {
        combo->setMaximumWidth(widestCombo);
        top->addWidget(combo);
    }
    m_filter->setFixedWidth(widestCombo);
    top->addWidget(m_filter);
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(Space::m);
    layout->addLayout(top);
    layout->addWidget(m_faces, 1);
    layout->addLayout(foot); // also while rows are read
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
    if (isVisible() && (another || isWorthReading()))
        ask(!another);
}

// A live page comes here every second: what takes long is read seldom, and a file only when it changed.
bool ExploreView::isWorthReading()
{
    const QString source = m_source->currentData().toString();
    const bool isFile = !source.isEmpty() && source != QLatin1StringView(recordedData);
    if (isFile && source == m_readSource && stampOf(source) == m_readStamp) {
        m_stale = false;
        return false;
    }
    if (m_answer.isRunning())
        return false;
    const qint64 rest = m_readMs > longReadMs ? m_readMs * restBetween - m_sinceAsked.elapsed() : 0;
    if (rest > 0)
        m_later.start(int(std::min<qint64>(rest, longestRestMs)));
    return rest <= 0;
}

void ExploreView::setTableShown(bool shown)
{
    m_picture->setVisible(!shown);
}

// What came while another page was shown, or the whole view was still loading.
void ExploreView::showEvent(QShowEvent *event)
{
    QWidget::showEvent(event);
    refresh();
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
    m_watch.stop();
    m_reading.reset();
    if (source.isEmpty() && m_version->count() == 0) {
        m_answer.forget();
        return take({});
    }
    const auto reading = std::make_shared<ExploredReading>();
    if (!quietly || m_faces->face() != FaceStack::Face::Filled) {
        if (!m_exportTo.isEmpty()) // of what is not read to its end now
            cancelExport();
        m_faces->showLoading(tr("Reading the rows"));
        m_pages.reset();
        m_reading = reading;
        m_watch.start();
    }
    m_sinceAsked.start();
    m_readSource = source;
    m_readStamp = stampOf(source);
    const ExploreQuestion question{m_view.model, m_version->currentText(), source};
    m_answer.ask(runAsync(&m_services.readers,
                          [library = *m_library, question, reading](const Job &job) {
                              return readExplored(library, question, *reading, job);
                          }),
                 this, [this](const Result<ExploredRows> &rows) {
                     m_watch.stop();
                     m_readMs = m_sinceAsked.elapsed();
                     if (rows) {
                         take(*rows);
                         if (m_stale && isVisible() && isWorthReading())
                             ask(true);
                         return;
                     }
                     if (rows.error().code == Error::Code::Cancelled)
                         return;
                     m_reading.reset();
                     m_readSource.clear();
                     m_size->clear();
                     m_faces->showFailed(rows.error());
                     if (const QString path = std::exchange(m_exportTo, {}); !path.isEmpty()) {
                         endWork();
                         emit exported(path, rows.error());
                     }
                 });
}

// The first rows are there long before the last ones of a large file.
void ExploreView::watchReading()
{
    const Pages pages = m_reading ? m_reading->pages() : nullptr;
    if (!pages || pages->rows() == 0)
        return;
    if (m_table->pages() == pages) {
        m_table->grow();
        return showSize();
    }
    show(pages, nullptr);
    m_faces->showFilled();
}

void ExploreView::take(const ExploredRows &rows)
{
    const bool grown = m_reading && m_table->pages() == rows.pages && m_question.isAll();
    m_reading.reset();
    m_pages = rows.rows() > 0 ? rows.pages : nullptr;
    if (!m_pages) {
        show(nullptr, nullptr);
        m_faces->setEmptyText(
            u"monitor"_s, tr("No data to explore yet"),
            rows.why.isEmpty()
                ? tr("Import a CSV, send feedback to a running deployment, or choose other data.")
                : rows.why);
        m_faces->showEmpty();
    } else if (grown) { // whoever has begun to look at it stays where they are
        m_table->grow();
        showSize();
        showColumn();
    } else {
        arrange();
    }
    if (!m_pages || m_exportTo.isEmpty())
        return;
    exportCsv(std::exchange(m_exportTo, {}));
}

bool ExploreView::isOtherData(const Pages &pages) const
{
    return !pages || !m_table->pages() || m_table->pages()->columns() != pages->columns();
}

// A place among other columns says nothing.
void ExploreView::forgetOrder()
{
    m_question.sortedBy = -1;
    const QSignalBlocker quiet(m_table);
    m_tableView->horizontalHeader()->setSortIndicator(-1, Qt::AscendingOrder);
}

void ExploreView::arrange()
{
    if (!m_pages)
        return;
    if (isOtherData(m_pages))
        forgetOrder();
    if (m_question.isAll()) {
        m_ordered.forget();
        show(m_pages, nullptr);
        return m_faces->showFilled();
    }
    const auto work = [pages = m_pages, question = m_question](const Job &job) {
        return monitor::orderedRows(*pages, question, job);
    };
    m_ordered.ask(runAsync(&m_services.readers, work), this,
                  [this, pages = m_pages, question = m_question](const Result<monitor::RowOrder> &order) {
                      if (order) {
                          m_arranged = question;
                          show(pages, std::make_shared<const monitor::RowOrder>(*order));
                      } else if (order.error().code != Error::Code::Cancelled) {
                          if (m_table->pages() != pages)
                              show(pages, nullptr);
                          m_size->setTone(Tone::Bad);
                          m_size->setText(order.error().message);
                      } else {
                          return;
                      }
                      m_faces->showFilled();
                  });
}

void ExploreView::show(const Pages &pages, const Order &order)
{
    const bool others = isOtherData(pages);
    if (others)
        forgetOrder();
    {
        const TablePlace place(*m_tableView, m_table->columnCount());
        m_table->show(pages, order);
    }
    fillColumns();
    if (others)
        m_tableView->resizeColumnsToContents();
    showSize();
    showColumn();
}

void ExploreView::showSize()
{
    if (!m_table->pages())
        return m_size->clear();
    const qint64 all = m_table->pages()->rows();
    const qint64 found = m_table->order() ? qint64(m_table->order()->size()) : all;
    m_size->setTone(Tone::Muted);
    if (m_reading)
        m_size->setText(tr("%1 rows so far").arg(QLocale().toString(all)));
    else if (found < all)
        m_size->setText(tr("%1 of %2 rows").arg(QLocale().toString(found), QLocale().toString(all)));
    else
        m_size->setText(all == 1 ? tr("1 row") : tr("%1 rows").arg(QLocale().toString(all)));
    if (m_table->rowCount() < found)
        m_size->setText(tr("%1, of which the table shows the first %2: the others are found by the filter "
                           "and are in the CSV")
                            .arg(m_size->text(), QLocale().toString(m_table->rowCount())));
}

void ExploreView::showColumn()
{
    const Pages pages = m_table->pages();
    if (!pages || m_across->currentIndex() < 0 || m_across->currentIndex() >= pages->columns().size())
        return;
    QList<int> wanted{m_across->currentIndex()};
    for (int column = 0; column < pages->columns().size(); ++column) {
        if (column != wanted.first() && pages->columns()[column].name == m_up->currentData().toString())
            wanted << column;
    }
    const bool same = wanted.size() == 1 && !m_up->currentData().toString().isEmpty();
    if (same)
        wanted << wanted.first();
    if (pages->rows() <= readAtOnce) {
        m_sampled.forget();
        if (const auto columns = sampledColumns(*pages, m_table->order().get(), wanted, readAtOnce))
            showColumns(*columns);
        return;
    }
    const auto work = [pages, order = m_table->order(), wanted](const Job &job) {
        return sampledColumns(*pages, order.get(), wanted, mostInPicture, job);
    };
    m_sampled.ask(runAsync(&m_services.readers, work), this,
                  [this](const Result<QList<ExploredColumn>> &columns) {
                      if (columns)
                          showColumns(*columns);
                  });
}

void ExploreView::showColumns(const QList<ExploredColumn> &columns)
{
    const int look = m_version->currentData().toInt();
    const ExploredColumn &across = columns.first();
    const bool scatter = columns.size() > 1;
    m_plot->setPicture(scatter ? scatterOf(across, columns.last(), look) : distributionOf(across, look));
    m_facts->setText(scatter && columns.last().name != across.name
                         ? factsOf(across) + u'\n' + factsOf(columns.last())
                         : factsOf(across));
}

QList<XyPicture> ExploreView::pictures() const
{
    return m_table->rowCount() > 0 ? QList<XyPicture>{m_plot->picture()} : QList<XyPicture>();
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
