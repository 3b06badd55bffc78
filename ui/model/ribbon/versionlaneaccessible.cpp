// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/model/ribbon/versionlaneaccessible.h"

#include "ui/model/ribbon/versionlane.h"

#include <QAccessible>
#include <QAccessibleWidget>
#include <QPointer>

#include <vector>

using namespace Qt::StringLiterals;

namespace vitrine::ui {

namespace {

// One version. It asks the lane each time, so that it is right after the story changed, too.
class DotFace final : public QAccessibleInterface, public QAccessibleActionInterface
{
public:
    DotFace(VersionLane *lane, int index) : m_lane(lane), m_index(index) {}

    bool isValid() const override { return m_lane && m_index < m_lane->story().versions.size(); }
    QObject *object() const override { return nullptr; }
    QAccessibleInterface *parent() const override { return QAccessible::queryAccessibleInterface(m_lane); }
    QAccessibleInterface *child(int) const override { return nullptr; }
    QAccessibleInterface *childAt(int, int) const override { return nullptr; }
    int childCount() const override { return 0; }
    int indexOfChild(const QAccessibleInterface *) const override { return -1; }
    QAccessible::Role role() const override { return QAccessible::ListItem; }
    void setText(QAccessible::Text, const QString &) override {}

    QString text(QAccessible::Text which) const override
    {
        if (!isValid())
            return {};
        const registry::Version &version = m_lane->story().versions.at(m_index).version;
        switch (which) {
        case QAccessible::Name: return m_lane->spoken(m_index);
        case QAccessible::Description: return version.message.section(u'\n', 0, 0);
        case QAccessible::Value: return version.name;
        default: return {};
        }
    }

    QRect rect() const override
    {
        if (!isValid())
            return {};
        const QRect local = m_lane->marks().rectOf(m_index).toAlignedRect();
        return {m_lane->mapToGlobal(local.topLeft()), local.size()};
    }

    QAccessible::State state() const override
    {
        QAccessible::State state;
        if (!isValid()) {
            state.invalid = true;
            return state;
        }
        state.focusable = true;
        state.selectable = true;
        state.focused = m_lane->hasFocus() && m_lane->focused() == m_index;
        state.selected = m_lane->selected() == m_index;
        state.offscreen = !m_lane->rect().intersects(m_lane->marks().rectOf(m_index).toAlignedRect());
        return state;
    }

    void *interface_cast(QAccessible::InterfaceType type) override
    {
        return type == QAccessible::ActionInterface ? static_cast<QAccessibleActionInterface *>(this)
                                                    : nullptr;
    }
    QStringList actionNames() const override { return {pressAction(), showMenuAction()}; }
    QStringList keyBindingsForAction(const QString &) const override { return {}; }
    void doAction(const QString &action) override
    {
        if (!isValid())
            return;
        m_lane->walkTo(m_index);
        if (action == pressAction())
            m_lane->inspect(m_index);
        else if (action == showMenuAction())
            emit m_lane->menuRequested(m_lane->story().versions.at(m_index).version.name,
                                       rect().bottomLeft());
    }

private:
    QPointer<VersionLane> m_lane;
    int m_index;
};

class LaneFace final : public QAccessibleWidget
{
public:
    explicit LaneFace(VersionLane *lane) : QAccessibleWidget(lane, QAccessible::List) {}
    ~LaneFace() override
    {
        for (const QAccessible::Id id : m_dots)
            QAccessible::deleteAccessibleInterface(id);
    }

    int childCount() const override { return lane() ? int(lane()->story().versions.size()) : 0; }
    QAccessibleInterface *child(int index) const override
    {
        if (index < 0 || index >= childCount())
            return nullptr;
        while (int(m_dots.size()) <= index)
            m_dots.push_back(
                QAccessible::registerAccessibleInterface(new DotFace(lane(), int(m_dots.size()))));
        return QAccessible::accessibleInterface(m_dots[size_t(index)]);
    }
    QAccessibleInterface *childAt(int x, int y) const override
    {
        return child(lane() ? int(lane()->marks().versionAt(lane()->mapFromGlobal(QPoint(x, y)))) : -1);
    }
    int indexOfChild(const QAccessibleInterface *face) const override
    {
        for (int index = 0; index < int(m_dots.size()); ++index) {
            if (QAccessible::accessibleInterface(m_dots[size_t(index)]) == face)
                return index;
        }
        return -1;
    }
    QAccessibleInterface *focusChild() const override
    {
        return lane() && lane()->hasFocus() && lane()->focused() >= 0 ? child(int(lane()->focused()))
                                                                      : nullptr;
    }

private:
    VersionLane *lane() const { return qobject_cast<VersionLane *>(object()); }
    mutable std::vector<QAccessible::Id> m_dots;
};

QAccessibleInterface *makeFace(const QString &, QObject *object)
{
    auto *lane = qobject_cast<VersionLane *>(object);
    return lane ? new LaneFace(lane) : nullptr;
}

} // namespace

void installVersionLaneAccessibility()
{
    [[maybe_unused]] static const bool installed = [] {
        QAccessible::installFactory(makeFace);
        return true;
    }();
}

} // namespace vitrine::ui
