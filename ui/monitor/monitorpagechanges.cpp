// SPDX-License-Identifier: GPL-3.0-or-later
// What MonitorPage does about what somebody changes: the view, thresholds, notes, the team's view, live
// reading.
#include "core/base/clock.h"
#include "core/lifecycle/alertsources.h"
#include "core/monitor/store.h"
#include "ui/chart/chartstack.h"
#include "ui/monitor/alert/alertsdialog.h"
#include "ui/monitor/monitorpage.h"
#include "ui/monitor/notedialog.h"

#include <QJsonObject>
#include <QSettings>
#include <QTabBar>

#include <algorithm>
#include <cmath>

using namespace Qt::StringLiterals;

namespace vitrine::ui {

namespace {

using monitor::Occurrence;

} // namespace

void MonitorPage::connectCharts()
{
    connect(m_charts, &ChartStack::versionActivated, this,
            [this](const QString &version) { emit versionActivated(m_shown, version); });
    connect(m_charts, &ChartStack::hiddenChanged, this, [this](const QSet<QString> &versions) {
        m_services.settings.setValue(key(u"hidden"_s), QStringList(versions.begin(), versions.end()));
    });
    const auto keep = [this] { // what the charts show already need not be read again
        m_view.used.thresholds = m_charts->thresholds();
        m_view.used.heights = m_charts->heights();
        m_toolbar->setThresholds(m_view.chosen, m_view.used.thresholds.keys());
        keepDashboard();
    };
    connect(m_charts, &ChartStack::thresholdChanged, this, keep);
    connect(m_charts, &ChartStack::heightsChanged, this, keep);
    connect(m_charts, &ChartStack::metricMoved, this, &MonitorPage::moveMetric);
}

void MonitorPage::changeDashboard(const std::function<void(Dashboard &)> &change)
{
    Dashboard own = m_view.used;
    change(own);
    keepOwnDashboard(key(u"dashboard"_s), toJson(own));
}

void MonitorPage::moveMetric(const QString &metric, int step)
{
    const qsizetype from = m_view.chosen.indexOf(metric);
    const qsizetype to = std::clamp<qsizetype>(from + step, 0, m_view.chosen.size() - 1);
    if (from < 0 || from == to)
        return;
    changeDashboard([from, to](Dashboard &own) {
        own.metrics.move(from, to);
        if (own.heights.size() == own.metrics.size())
            own.heights.move(from, to);
    });
}

void MonitorPage::useDashboard(MonitorToolbar::Preset preset)
{
    const QString setting = key(u"dashboard"_s);
    switch (preset) {
    case MonitorToolbar::Preset::Team: keepOwnDashboard(setting, {}); break;
    case MonitorToolbar::Preset::Usual: keepOwnDashboard(setting, toJson(usualDashboard())); break;
    case MonitorToolbar::Preset::Vetiver:
        keepOwnDashboard(setting, toJson(vetiverDashboard()));
        showView(View::Metrics);
        break;
    }
    emit message(
        {tr("The view of %1 was changed").arg(model()), tr("Undo"), [this] { undoDashboard(); }, false, {}});
}

void MonitorPage::keepOwnDashboard(const QString &setting, const QVariant &own)
{
    m_own.keep(setting, own, m_view.team);
    ask();
}

void MonitorPage::undoDashboard()
{
    m_own.undo(key(u"dashboard"_s));
    ask();
}

// Which view it is, what can be done about it, and whether the team's has moved on meanwhile.
void MonitorPage::showDashboard()
{
    const QString setting = key(u"dashboard"_s);
    m_toolbar->setTeamView(!m_view.team.isEmpty(), m_view.used != m_view.team);
    m_toolbar->setView(viewKind(m_own.own(setting), m_view.team), m_own.canUndo(setting),
                       m_own.isBehind(setting, m_view.team));
    if (!m_own.tellBehind(setting, m_view.team))
        return;
    emit message({tr("The team’s view of %1 has changed; you still see your own").arg(m_view.model),
                  tr("Use the team’s"),
                  [this] { useDashboard(MonitorToolbar::Preset::Team); },
                  false,
                  {}});
}

void MonitorPage::saveTeamDashboard()
{
    const QString name = m_shown;
    const QJsonObject keys{{u"dashboard"_s, toJson(m_view.used)}};
    onFinished(runAsync(&m_services.writer,
                        [library = *m_library, name, keys](const Job &) {
                            return library.setKeys(name, keys, {},
                                                   tr("Keep the team's view of %1").arg(name));
                        }),
               this, [this, name](const Result<QString> &saved) {
                   if (!saved) {
                       emit message(Message::failure(saved.error(), [this] { saveTeamDashboard(); }));
                       return;
                   }
                   emit message({tr("This is the team's view of %1 now").arg(name), {}, {}, false, {}});
                   ask(true);
               });
}

// With the threshold of a metric as the bound of a new rule, in the periods that are plotted.
void MonitorPage::showAlerts(const QString &metric)
{
    if (!m_library || m_shown.isEmpty())
        return;
    auto *dialog = new AlertsDialog(m_services, *m_library, m_shown, this);
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    const auto threshold = m_view.used.thresholds.constFind(metric);
    if (threshold != m_view.used.thresholds.constEnd()) {
        const bool high = monitor::metricInfo(metric).direction != monitor::Direction::Maximise;
        QJsonObject rule{{u"metric"_s, metric},
                         {high ? u"above"_s : u"below"_s, QString::number(*threshold, 'g', 3).toDouble()},
                         {u"period"_s, monitor::periodUnitName(m_toolbar->period())}};
        if (m_view.stages.contains(m_view.stage))
            rule[u"stage"_s] = m_view.stage;
        dialog->startWith(rule);
    }
    connect(dialog, &AlertsDialog::changed, this, [this] { ask(true); });
    dialog->open();
}

void MonitorPage::setLive(bool live)
{
    if (!live || !m_library)
        return m_live.stop();
    m_live.start(lifecycle::monitorStore(*m_library)); // its first look asks
}

void MonitorPage::connectNotes()
{
    connect(m_charts, &ChartStack::noteRequested, this, [this](double time) { writeNote(time, {}); });
    connect(m_charts, &ChartStack::noteActivated, this,
            [this](const Occurrence &note) { writeNote(double(note.time.toMSecsSinceEpoch()), note); });
}

void MonitorPage::writeNote(double time, const std::optional<Occurrence> &before)
{
    const QDateTime when = QDateTime::fromMSecsSinceEpoch(qint64(time), Qt::UTC);
    auto *dialog = new NoteDialog(m_shown, when, before ? before->text : QString(), window());
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    connect(dialog, &NoteDialog::saved, this, [this, when, before, name = m_shown](const QString &text) {
        const Occurrence note{Occurrence::Kind::Note, when, name, {}, {}, text};
        changeNotes(before, note, before ? tr("The note was changed") : tr("The note was written"));
    });
    connect(dialog, &NoteDialog::removed, this,
            [this, before] { changeNotes(before, {}, tr("The note was removed")); });
    dialog->open();
}

void MonitorPage::changeNotes(const std::optional<Occurrence> &remove, const std::optional<Occurrence> &add,
                              const QString &said)
{
    const auto work = [path = lifecycle::monitorStore(*m_library), remove, add](const Job &) -> Result<bool> {
        VT_TRY(monitor::Store store, monitor::Store::open(path));
        if (add)
            VT_CHECK(store.note(*add));
        if (remove)
            VT_CHECK(store.removeNote(*remove));
        return true;
    };
    onFinished(runAsync(&m_services.writer, work), this, [=, this](const Result<bool> &changed) {
        if (!changed) {
            emit message(Message::failure(changed.error(), [=, this] { changeNotes(remove, add, said); }));
            return;
        }
        emit message({said, tr("Undo"), [=, this] { changeNotes(add, remove, tr("Undone")); }, false, {}});
        ask(true);
    });
}

} // namespace vitrine::ui
