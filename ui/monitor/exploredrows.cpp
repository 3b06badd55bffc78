// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/monitor/exploredrows.h"

#include "core/lifecycle/alertsources.h"
#include "core/monitor/predictiondataset.h"
#include "ui/monitor/driftreading.h"
#include "ui/monitor/observedrows.h"

#include <QCoreApplication>

using namespace Qt::StringLiterals;

namespace vitrine::ui {

namespace {

struct Wording {
    Q_DECLARE_TR_FUNCTIONS(ExploredRows)
};

Result<ExploredRows> readDataset(const monitor::Dataset &dataset, ExploredReading &reading, const Job &job)
{
    QStringList names;
    for (const monitor::ColumnInfo &info : dataset.columns())
        names << info.name;
    VT_TRY(const std::shared_ptr<monitor::RowPages> pages, monitor::RowPages::create(dataset.columns()));
    reading.begin(pages);
    VT_TRY(monitor::DatasetReader reader, dataset.read(names, job));
    monitor::Chunk chunk;
    while (true) {
        VT_CHECK(job.check());
        VT_TRY(const bool any, reader.next(chunk));
        if (!any)
            break;
        VT_CHECK(pages->append(chunk));
    }
    VT_CHECK(pages->finish());
    ExploredRows explored{pages, {}};
    if (pages->rows() == 0)
        explored.why = Wording::tr("The data has columns, but no rows. Choose other data.");
    return explored;
}

} // namespace

void ExploredReading::begin(const std::shared_ptr<monitor::RowPages> &pages)
{
    const std::scoped_lock lock(m_mutex);
    m_pages = pages;
}

std::shared_ptr<const monitor::RowPages> ExploredReading::pages() const
{
    const std::scoped_lock lock(m_mutex);
    return m_pages;
}

Result<ExploredRows> readExplored(const registry::Library &library, const ExploreQuestion &question,
                                  ExploredReading &reading, const Job &job)
{
    const QString store = lifecycle::monitorStore(library);
    if (question.source == QLatin1StringView(recordedData)) {
        VT_TRY(const monitor::Dataset recorded,
               monitor::openPredictions(store, {question.model, question.version, {}, {}}));
        return readDataset(recorded, reading, job);
    }
    if (!question.source.isEmpty()) {
        VT_TRY(const monitor::Dataset dataset, monitor::Dataset::open(question.source));
        return readDataset(dataset, reading, job);
    }
    return readObserved(store, question, reading, job);
}

} // namespace vitrine::ui
