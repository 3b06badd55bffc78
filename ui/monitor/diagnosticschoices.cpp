// SPDX-License-Identifier: GPL-3.0-or-later
// What can be chosen in DiagnosticsView: versions, classes, features, groups, and the file that has them.
#include "ui/monitor/diagnosticsview.h"
#include "ui/monitor/driftreading.h"

#include <QComboBox>
#include <QFileDialog>
#include <QFileInfo>
#include <QSettings>
#include <QSignalBlocker>

#include <algorithm>
#include <cmath>

using namespace Qt::StringLiterals;

namespace vitrine::ui {

namespace {
constexpr auto anotherFile = "\n"; // no feature is called so
} // namespace

void DiagnosticsView::fillCombos()
{
    const QString version = m_version->currentText();
    const QString other = m_other->currentData().toString();
    const QString event = m_event->currentText();
    const QList<PlotSeries> series =
        m_view.metrics.isEmpty() ? QList<PlotSeries>() : m_view.metrics.first().series;
    m_version->clear();
    m_other->clear();
    m_event->clear();
    m_other->addItem(tr("alone"), QString());
    for (auto it = series.crbegin(); it != series.crend(); ++it) {
        m_version->addItem(it->name, it->look);
        m_other->addItem(tr("with %1").arg(it->name), it->name);
    }
    m_event->addItems(m_view.target.levels);
    m_event->setVisible(m_view.target.classification);
    // What is in the stage now is what one wants to know about first.
    QString first = version;
    if (m_version->findText(first) < 0 && !m_view.bands.isEmpty() && std::isinf(m_view.bands.last().end))
        first = m_view.bands.last().version;
    m_version->setCurrentIndex(std::max(0, m_version->findText(first)));
    m_other->setCurrentIndex(std::max(0, m_other->findData(other)));
    m_event->setCurrentIndex(std::max(0, m_event->findText(event)));
}

// The features stay as they are until an answer tells others, so that a choice is kept.
void DiagnosticsView::fillFeatures(const QStringList &features)
{
    const QString before = m_feature->currentData().toString();
    const QSignalBlocker quiet(m_feature);
    m_feature->clear();
    m_feature->addItem(m_view.target.classification ? tr("Calibration") : tr("Residuals by prediction"),
                       QString());
    for (const QString &feature : features)
        m_feature->addItem(tr("Residuals by %1").arg(feature), feature);
    m_feature->insertSeparator(m_feature->count());
    m_feature->addItem(tr("Features from a file…"), QString::fromLatin1(anotherFile));
    m_feature->setCurrentIndex(std::max(0, features.contains(before) ? m_feature->findData(before) : 0));
}

void DiagnosticsView::fillGroups(const QStringList &columns)
{
    const QString before = m_group->currentData().toString();
    const QSignalBlocker quiet(m_group);
    m_group->clear();
    m_group->addItem(columns.isEmpty() ? tr("No column to group by") : tr("All rows together"), QString());
    for (const QString &column : columns)
        m_group->addItem(tr("By %1").arg(column), column);
    m_group->setEnabled(!columns.isEmpty());
    m_group->setCurrentIndex(std::max(0, m_group->findData(before)));
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
