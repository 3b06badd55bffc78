// SPDX-License-Identifier: GPL-3.0-or-later
// How ExploreView writes its rows.
#include "ui/monitor/exploredtable.h"
#include "ui/monitor/exploreview.h"
#include "ui/widgets/labels.h"
#include "ui/widgets/searchfield.h"

#include <QFileInfo>
#include <QFutureWatcher>
#include <QProgressBar>
#include <QPushButton>

using namespace Qt::StringLiterals;

namespace vitrine::ui {

void ExploreView::exportCsv(const QString &path)
{
    if (!m_pages) { // still reading
        m_exportTo = path;
        return beginWork(tr("%1 is written once all rows are read").arg(QFileInfo(path).fileName()));
    }
    beginWork(tr("Writing %1").arg(QFileInfo(path).fileName()));
    // What was typed or clicked just before may not be arranged yet.
    m_question.filter = m_filter->text();
    const Order order = m_table->pages() == m_pages && m_arranged == m_question ? m_table->order() : nullptr;
    const auto work = [pages = m_pages, question = m_question, order, path](const Job &job) -> Result<bool> {
        if (question.isAll() || order) {
            VT_CHECK(monitor::writeRows(*pages, order.get(), path, job));
        } else {
            VT_TRY(const monitor::RowOrder rows, monitor::orderedRows(*pages, question, job));
            VT_CHECK(monitor::writeRows(*pages, &rows, path, job));
        }
        return true;
    };
    const QFuture<Result<bool>> future = runAsync(&m_services.readers, work);
    auto *watcher = new QFutureWatcher<Result<bool>>(m_progress);
    connect(watcher, &QFutureWatcherBase::progressRangeChanged, m_progress, &QProgressBar::setRange);
    connect(watcher, &QFutureWatcherBase::progressValueChanged, m_progress, &QProgressBar::setValue);
    connect(watcher, &QFutureWatcherBase::finished, watcher, &QObject::deleteLater);
    watcher->setFuture(future);
    m_written.ask(future, this, [this, path](const Result<bool> &written) {
        endWork();
        showSize();
        emit exported(path, written ? Result<>() : Result<>(written.error()));
    });
}

void ExploreView::cancelExport()
{
    m_exportTo.clear();
    m_written.forget();
    endWork();
    m_size->setTone(Tone::Muted);
    m_size->setText(tr("The export was cancelled. Nothing was written."));
}

void ExploreView::beginWork(const QString &text)
{
    m_size->setTone(Tone::Muted);
    m_size->setText(text);
    m_progress->setRange(0, 0);
    m_progress->show();
    m_cancel->show();
}

void ExploreView::endWork()
{
    m_progress->hide();
    m_cancel->hide();
}

} // namespace vitrine::ui
