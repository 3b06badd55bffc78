// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/monitor/ownviews.h"

#include <QCoreApplication>
#include <QSettings>

using namespace Qt::StringLiterals;

namespace vitrine::ui {

namespace {

struct Wording {
    Q_DECLARE_TR_FUNCTIONS(OwnViews)
};

constexpr qsizetype mostSteps = 50; // back

QString knownKey(const QString &key) // the team's view that one's own was made beside
{
    return key + u"Team"_s;
}

QString toldKey(const QString &key)
{
    return key + u"TeamTold"_s;
}

// Nothing but the heights of the charts is another; a first view of one's own is filled in beside.
bool isResizing(const QVariant &before, const QVariant &after)
{
    Dashboard one = dashboardFrom(before.toJsonObject());
    Dashboard other = dashboardFrom(after.toJsonObject());
    const bool differs = one.heights != other.heights;
    one.heights.clear();
    other.heights.clear();
    return differs && (one.isEmpty() || one == other);
}

} // namespace

Dashboard usualDashboard()
{
    Dashboard usual;
    usual.period = u"month"_s;
    return usual;
}

ViewKind viewKind(const QVariant &own, const Dashboard &team)
{
    const Dashboard of = dashboardFrom(own.toJsonObject());
    if (of.isEmpty())
        return team.isEmpty() ? ViewKind::Usual : ViewKind::Team;
    if (of == usualDashboard())
        return ViewKind::Usual;
    if (of == vetiverDashboard())
        return ViewKind::Vetiver;
    return of == team ? ViewKind::Team : ViewKind::Own;
}

QString viewKindName(ViewKind kind)
{
    switch (kind) {
    case ViewKind::Usual: return Wording::tr("usual");
    case ViewKind::Team: return Wording::tr("the team’s");
    case ViewKind::Vetiver: return Wording::tr("vetiver");
    case ViewKind::Own: return Wording::tr("mine");
    }
    return {};
}

QVariant OwnViews::own(const QString &key) const
{
    return m_settings.value(key);
}

void OwnViews::write(const QString &key, const QVariant &own)
{
    if (own.isValid())
        m_settings.setValue(key, own);
    else
        m_settings.remove(key);
}

void OwnViews::keep(const QString &key, const QVariant &own, const Dashboard &team)
{
    const QVariant before = this->own(key);
    const bool resizes = isResizing(before, own);
    if (before.toJsonObject() != own.toJsonObject() || before.isValid() != own.isValid()) {
        QList<QVariant> &steps = m_before[key];
        if (!resizes || m_resized != key) // one drag of a handle, or several in a row, are one step
            steps << before;
        if (steps.size() > mostSteps)
            steps.removeFirst();
    }
    m_resized = resizes ? key : QString();
    write(key, own);
    m_settings.setValue(knownKey(key), toJson(team)); // who changes it now has seen the team's
}

void OwnViews::undo(const QString &key)
{
    m_resized.clear();
    if (canUndo(key))
        write(key, m_before[key].takeLast());
}

bool OwnViews::isBehind(const QString &key, const Dashboard &team) const
{
    if (team.isEmpty() || viewKind(own(key), team) == ViewKind::Team || !own(key).isValid())
        return false;
    const QVariant known = m_settings.value(knownKey(key));
    return dashboardFrom(known.toJsonObject()) != team;
}

bool OwnViews::tellBehind(const QString &key, const Dashboard &team)
{
    if (!isBehind(key, team) || dashboardFrom(m_settings.value(toldKey(key)).toJsonObject()) == team)
        return false;
    m_settings.setValue(toldKey(key), toJson(team));
    return true;
}

} // namespace vitrine::ui
