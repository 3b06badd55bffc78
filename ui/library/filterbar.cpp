// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/library/filterbar.h"

#include "ui/library/modelkeys.h"
#include "ui/library/modellistmodel.h"
#include "ui/theme/flatpainter.h"
#include "ui/theme/icons.h"
#include "ui/theme/palette.h"
#include "ui/theme/tokens.h"
#include "ui/widgets/flowlayout.h"

#include <QHBoxLayout>
#include <QLocale>
#include <QMenu>
#include <QPainter>
#include <QToolButton>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace vitrine::ui {

namespace {

constexpr qsizetype mostInPill = 3; // values; more are counted

QString pillText(ModelField field, const QStringList &values)
{
    QStringList shown;
    for (const QString &value : values.mid(0, mostInPill))
        shown << valueText(field, value);
    if (values.size() > mostInPill)
        shown << FilterBar::tr("%n more", nullptr, static_cast<int>(values.size() - mostInPill));
    return FilterBar::tr("%1: %2").arg(fieldTitle(field), shown.join(FilterBar::tr(" or ")));
}

} // namespace

FilterChip::FilterChip(ModelField field, const QString &text, QWidget *parent)
    : QWidget(parent)
    , m_field(field)
{
    setObjectName(u"filterChip_"_s + fieldKey(field));
    auto *change = new QToolButton(this);
    change->setObjectName(u"filterChange_"_s + fieldKey(field));
    change->setText(QString(text).replace(u'&', u"&&"_s));
    change->setToolTip(tr("Change this filter"));
    change->setAccessibleName(tr("Change the filter “%1”").arg(text));
    auto *remove = new QToolButton(this);
    remove->setObjectName(u"filterRemove_"_s + fieldKey(field));
    remove->setIcon(icon(u"close"_s));
    remove->setIconSize({Space::m, Space::m});
    remove->setToolTip(tr("Remove this filter"));
    remove->setAccessibleName(tr("Remove the filter “%1”").arg(text));
    auto *row = new QHBoxLayout(this);
    row->setContentsMargins(Space::xs, 1, Space::xs, 1);
    row->setSpacing(0);
    for (QToolButton *button : {change, remove}) {
        button->setAutoRaise(true);
        button->setFocusPolicy(Qt::TabFocus);
        row->addWidget(button);
    }
    connect(change, &QToolButton::clicked, this,
            [this] { emit changeRequested(mapToGlobal(QPoint(0, height() + 2))); });
    connect(remove, &QToolButton::clicked, this, &FilterChip::removeRequested);
}

void FilterChip::paintEvent(QPaintEvent *)
{
    const Tokens &t = tokens(palette());
    QPainter painter(this);
    paintBox(&painter, rect(), t.selection, t.highContrast ? t.text : mixed(t.selection, t.accent, 0.35),
             height() / 2);
}

FilterBar::FilterBar(const ModelListModel &models, QWidget *parent)
    : QWidget(parent)
    , m_models(models)
    , m_button(new QPushButton(icon(u"filter"_s), tr("Filter"), parent))
    , m_menu(new QMenu(m_button))
{
    setObjectName(u"filterBar"_s);
    m_button->setObjectName(u"filterButton"_s);
    m_button->setAutoDefault(false);
    m_button->setToolTip(tr("Keep only the models that have something"));
    m_button->setMenu(m_menu);
    m_menu->setObjectName(u"filterMenu"_s);
    new FlowLayout(this, Space::s);
    connect(m_menu, &QMenu::aboutToShow, this, &FilterBar::fillMenu);
    rebuild();
}

void FilterBar::setFilter(const LibraryFilter &filter)
{
    if (filter == m_filter)
        return;
    m_filter = filter;
    rebuild();
    emit filterChanged(m_filter);
}

void FilterBar::fillMenu()
{
    m_menu->clear();
    for (const ModelField field : modelFields()) {
        QMenu *values = m_menu->addMenu(fieldTitle(field));
        values->setObjectName(u"filterMenu_"_s + fieldKey(field));
        fillValues(values, field);
    }
    m_menu->addSeparator();
    QAction *clear = m_menu->addAction(tr("Remove all filters"));
    clear->setObjectName(u"filterRemoveAll"_s);
    clear->setEnabled(!m_filter.isEmpty());
    connect(clear, &QAction::triggered, this, [this] { setFilter({}); });
}

// The values that occur, and those that are chosen though they do not (any more).
void FilterBar::fillValues(QMenu *menu, ModelField field)
{
    QMap<QString, int> counts;
    for (int row = 0; row < m_models.rowCount(); ++row) {
        for (const QString &value : fieldValues(field, m_models.models().at(row), m_models.insight(row)))
            ++counts[value];
    }
    const QStringList chosen = m_filter.chosen(field);
    for (const QString &value : chosen)
        counts.insert(value, counts.value(value));
    QStringList values = counts.keys();
    std::sort(values.begin(), values.end(), [](const QString &a, const QString &b) {
        return a.isEmpty() != b.isEmpty() ? b.isEmpty() : ModelKeys::collator().compare(a, b) < 0;
    });
    for (const QString &value : std::as_const(values)) {
        QAction *action = menu->addAction(tr("%1 (%2)").arg(valueText(field, value).replace(u'&', u"&&"_s),
                                                            QLocale().toString(counts.value(value))));
        action->setObjectName(u"filterValue_%1_%2"_s.arg(fieldKey(field), value));
        action->setCheckable(true);
        action->setChecked(chosen.contains(value));
        connect(action, &QAction::triggered, this,
                [this, field, value](bool checked) { choose(field, value, checked); });
    }
    menu->setEnabled(!values.isEmpty());
}

void FilterBar::showValues(ModelField field, const QPoint &at)
{
    auto *menu = new QMenu(this);
    menu->setObjectName(u"filterValues"_s);
    menu->setAttribute(Qt::WA_DeleteOnClose);
    fillValues(menu, field);
    menu->popup(at);
}

void FilterBar::choose(ModelField field, const QString &value, bool chosen)
{
    LibraryFilter filter = m_filter;
    QStringList values = filter.chosen(field);
    values.removeAll(value);
    if (chosen)
        values << value;
    filter.choose(field, values);
    setFilter(filter);
}

void FilterBar::rebuild()
{
    while (QLayoutItem *item = layout()->takeAt(0)) {
        // A pill may be the sender.
        item->widget()->hide();
        item->widget()->deleteLater();
        delete item;
    }
    for (const ModelField field : m_filter.fields()) {
        auto *chip = new FilterChip(field, pillText(field, m_filter.chosen(field)), this);
        connect(chip, &FilterChip::changeRequested, this,
                [this, field](const QPoint &at) { showValues(field, at); });
        connect(chip, &FilterChip::removeRequested, this, [this, field] {
            LibraryFilter filter = m_filter;
            filter.choose(field, {});
            m_button->setFocus(Qt::OtherFocusReason); // the pill that has it goes away
            setFilter(filter);
        });
        layout()->addWidget(chip);
        chip->show();
    }
    setVisible(!m_filter.isEmpty());
    const auto fields = static_cast<int>(m_filter.fields().size());
    m_button->setAccessibleName(fields == 0 ? tr("Filter") : tr("Filter, %n in use", nullptr, fields));
}

} // namespace vitrine::ui
