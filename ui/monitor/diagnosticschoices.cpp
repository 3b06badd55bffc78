// SPDX-License-Identifier: GPL-3.0-or-later
// What can be chosen in DiagnosticsView: versions, classes, features, groups, and the file that has them.
#include "ui/monitor/choicebox.h"
#include "ui/monitor/diagnosticsview.h"
#include "ui/monitor/driftreading.h"

#include <QFileDialog>
#include <QFileInfo>
#include <QSettings>

#include <algorithm>
#include <cmath>

using namespace Qt::StringLiterals;

namespace vitrine::ui {

namespace {
constexpr auto anotherFile = "\n"; // no feature is called so
} // namespace

void DiagnosticsView::fillCombos()
{
    const QString before = m_version->currentText();
    const QList<PlotSeries> series =
        m_view.metrics.isEmpty() ? QList<PlotSeries>() : m_view.metrics.first().series;
    QList<Choice> versions;
    QList<Choice> others{{tr("alone"), QString()}};
    for (auto it = series.crbegin(); it != series.crend(); ++it) {
        versions << Choice{it->name, it->name};
        others << Choice{tr("with %1").arg(it->name), it->name};
    }
    QList<Choice> levels;
    for (const QString &level : m_view.target.levels)
        levels << Choice{level, level};
    m_version->offer(versions);
    m_other->offer(others);
    m_event->offer(levels);
    m_event->setVisible(m_view.target.classification);
    // What is in the stage now is what one wants to know about first.
    const bool isNew = before.isEmpty() || m_version->findText(before) < 0;
    if (isNew && !m_view.bands.isEmpty() && std::isinf(m_view.bands.last().end))
        m_version->setCurrentIndex(std::max(0, m_version->findText(m_view.bands.last().version)));
}

int DiagnosticsView::lookOf(const QString &version) const
{
    if (m_view.metrics.isEmpty())
        return 0;
    const QList<PlotSeries> &series = m_view.metrics.first().series;
    const auto found =
        std::find_if(series.begin(), series.end(), [&](const PlotSeries &of) { return of.name == version; });
    return found == series.end() ? 0 : found->look;
}

// The features stay as they are until an answer tells others, so that a choice is kept.
void DiagnosticsView::fillFeatures(const QStringList &features)
{
    QList<Choice> choices{
        {m_view.target.classification ? tr("Calibration") : tr("Residuals by prediction"), QString()}};
    for (const QString &feature : features)
        choices << Choice{tr("Residuals by %1").arg(feature), feature};
    choices << Choice{} << Choice{tr("Features from a file…"), QString::fromLatin1(anotherFile)};
    m_feature->offer(choices);
}

void DiagnosticsView::fillGroups(const QStringList &columns)
{
    QList<Choice> choices{
        {columns.isEmpty() ? tr("No column to group by") : tr("All rows together"), QString()}};
    for (const QString &column : columns)
        choices << Choice{tr("By %1").arg(column), column};
    m_group->offer(choices);
    m_group->setEnabled(!columns.isEmpty());
}

// As chosen here, else the data that was chosen for drift: it has the features, too.
QString DiagnosticsView::featureFile() const
{
    const QString drift = m_services.settings.value(key(u"drift/data"_s)).toString();
    const QString own = m_services.settings.value(key(u"diagnosis/features"_s)).toString();
    return !own.isEmpty() || drift == QLatin1StringView(recordedData) ? own : drift;
}

void DiagnosticsView::chooseFeature()
{
    if (m_feature->currentData().toString() == QLatin1StringView(anotherFile))
        return chooseFeatureFile();
    ask();
}

void DiagnosticsView::chooseFeatureFile()
{
    m_feature->setCurrentIndex(0);
    auto *dialog = new QFileDialog(window(), tr("Choose data with the features"),
                                   QFileInfo(featureFile()).absolutePath());
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setObjectName(u"diagnosisFeatureDialog"_s);
    dialog->setFileMode(QFileDialog::ExistingFile);
    connect(dialog, &QFileDialog::fileSelected, this, &DiagnosticsView::setFeatureFile);
    dialog->open();
}

void DiagnosticsView::setFeatureFile(const QString &path)
{
    m_services.settings.setValue(key(u"diagnosis/features"_s), path);
    ask();
}

} // namespace vitrine::ui
