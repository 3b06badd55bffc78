// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/monitor/alert/alertsdialog.h"

#include "core/base/clock.h"
#include "core/lifecycle/alertwatch.h"
#include "ui/monitor/alert/alertruledialog.h"
#include "ui/monitor/alert/alertstable.h"
#include "ui/monitor/alert/alertwording.h"
#include "ui/theme/tokens.h"
#include "ui/widgets/facestack.h"
#include "ui/widgets/itemroles.h"
#include "ui/widgets/labels.h"
#include "ui/widgets/table.h"
#include "ui/widgets/wording.h"

#include <QAction>
#include <QHBoxLayout>
#include <QKeyEvent>
#include <QMenu>
#include <QPushButton>
#include <QShortcut>
#include <QStandardItemModel>
#include <QVBoxLayout>

#include <chrono>

using namespace Qt::StringLiterals;

namespace vitrine::ui {

namespace {

constexpr QSize dialogSize(760, 560);
constexpr int eventsHeight = 150;
constexpr int leastWatches = 200;
constexpr qint64 hour = 3600;
constexpr auto pause = std::chrono::seconds(30);

} // namespace

AlertsDialog::AlertsDialog(Services &services, const registry::Library &library, const QString &model,
                           QWidget *parent)
    : QDialog(parent)
    , m_services(services)
    , m_library(library)
    , m_table(new AlertsTable(this))
    , m_rules(new Table(u"alertsTable"_s, tr("Alert rules"), this))
    , m_eventModel(new QStandardItemModel(this))
    , m_events(new Table(u"alertsEvents"_s, tr("What became of the rule"), this))
    , m_facts(new TextLabel({}, TextRole::Body, Tone::Neutral, this))
    , m_outcome(new TextLabel({}, TextRole::Caption, Tone::Muted, this))
    , m_faces(new FaceStack(makeContent(), u"alerts"_s, this))
    , m_new(makeButton(u"alertsNew"_s, tr("New alert…")))
    , m_edit(makeButton(u"alertsEdit"_s, tr("Edit…")))
    , m_remove(makeButton(u"alertsRemove"_s, tr("Remove")))
    , m_acknowledge(makeButton(u"alertsAcknowledge"_s, tr("Acknowledge")))
    , m_snooze(makeButton(u"alertsSnooze"_s, tr("Snooze")))
    , m_reopen(makeButton(u"alertsReopen"_s, tr("Reopen")))
    , m_undo(makeButton(u"alertsUndo"_s, tr("Undo")))
{
    m_book.model = model;
    setObjectName(u"alertsDialog"_s);
    setWindowTitle(tr("Alerts of %1").arg(model));
    resize(dialogSize);
    m_acknowledge->setToolTip(tr("I know; no more notices of this incident"));
    m_snooze->setToolTip(tr("Be quiet for a while, then tell again"));
    m_reopen->setToolTip(tr("Neither acknowledged nor snoozed any longer"));
    auto *lengths = new QMenu(m_snooze);
    for (const auto &[name, text, seconds] :
         {std::tuple(u"alertsSnoozeHour"_s, tr("For an hour"), hour),
          std::tuple(u"alertsSnoozeDay"_s, tr("For a day"), 24 * hour),
          std::tuple(u"alertsSnoozeWeek"_s, tr("For a week"), 7 * 24 * hour)}) {
        QAction *action = lengths->addAction(
            text, this, [this, seconds = seconds] { answer(lifecycle::AlertAnswer::Snooze, seconds); });
        action->setObjectName(name);
    }
    m_snooze->setMenu(lengths);
    m_undo->hide();
    auto *close = makeButton(u"alertsClose"_s, tr("Close"));
    auto *first = new QAction(tr("New alert…"), this);
    m_faces->setEmptyText(
        u"warning"_s, tr("No alert is set for %1").arg(model),
        tr("An alert tells you when a metric, the drift of a column, the volume, the latency or "
           "the age of the data leaves the bounds that you set, in this window, on the desktop "
           "and from servers."),
        {first});

    auto *top = new QHBoxLayout;
    for (QPushButton *button : {m_new, m_edit, m_remove})
        top->addWidget(button);
    top->addStretch(1);
    for (QPushButton *button : {m_acknowledge, m_snooze, m_reopen})
        top->addWidget(button);
    auto *bottom = new QHBoxLayout;
    bottom->addWidget(m_outcome, 1);
    bottom->addWidget(m_undo);
    bottom->addWidget(close);
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(Space::l, Space::l, Space::l, Space::l);
    layout->setSpacing(Space::m);
    layout->addLayout(top);
    layout->addWidget(m_faces, 1);
    layout->addLayout(bottom);

    const auto begin = [this] { edit({}, {}); };
    connect(first, &QAction::triggered, this, begin);
    connect(m_new, &QPushButton::clicked, this, begin);
    const auto change = [this] {
        if (const lifecycle::AlertEntry *entry = selected())
            edit(entry->json, entry->rule.name);
    };
    connect(m_edit, &QPushButton::clicked, this, change);
    connect(m_rules, &Table::activated, this, change);
    connect(m_remove, &QPushButton::clicked, this, &AlertsDialog::remove);
    connect(m_acknowledge, &QPushButton::clicked, this,
            [this] { answer(lifecycle::AlertAnswer::Acknowledge); });
    connect(m_reopen, &QPushButton::clicked, this, [this] { answer(lifecycle::AlertAnswer::Reopen); });
    connect(m_undo, &QPushButton::clicked, this, &AlertsDialog::undo);
    connect(new QShortcut(QKeySequence::Undo, this), &QShortcut::activated, this, &AlertsDialog::undo);
    auto *deletion = new QShortcut(QKeySequence::Delete, m_rules);
    deletion->setContext(Qt::WidgetShortcut);
    connect(deletion, &QShortcut::activated, this, &AlertsDialog::remove);
    connect(close, &QPushButton::clicked, this, &QDialog::accept);
    connect(m_faces, &FaceStack::retryRequested, this, &AlertsDialog::ask);
    m_again.setInterval(pause);
    connect(&m_again, &QTimer::timeout, this, &AlertsDialog::ask);
    m_faces->showLoading(tr("Judging the alerts of %1").arg(model));
    showSelected();
    ask();
}

QPushButton *AlertsDialog::makeButton(const QString &name, const QString &text)
{
    auto *button = new QPushButton(text, this);
    button->setObjectName(name);
    button->setAccessibleName(text);
    button->setAutoDefault(false);
    return button;
}

QWidget *AlertsDialog::makeContent()
{
    m_rules->setModel(m_table);
    m_rules->setSelectionMode(QAbstractItemView::SingleSelection);
    m_rules->setStretchColumn(AlertsTable::Watches, leastWatches);
    m_events->setModel(m_eventModel);
    m_events->setFixedHeight(eventsHeight);
    m_facts->setObjectName(u"alertsFacts"_s);
    m_facts->setWordWrap(true);
    m_outcome->setObjectName(u"alertsOutcome"_s);
    m_outcome->setWordWrap(true);
    auto *content = new QWidget(this);
    auto *layout = new QVBoxLayout(content);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(Space::m);
    layout->addWidget(m_rules, 1);
    layout->addWidget(m_facts);
    layout->addWidget(m_events);
    connect(m_rules->selectionModel(), &QItemSelectionModel::selectionChanged, this,
            &AlertsDialog::showSelected);
    return content;
}

// Return in the list opens a form, whose default button a dialog would press with the same key.
void AlertsDialog::keyPressEvent(QKeyEvent *event)
{
    if (event->key() != Qt::Key_Return && event->key() != Qt::Key_Enter)
        QDialog::keyPressEvent(event);
}

void AlertsDialog::startWith(const QJsonObject &rule)
{
    m_start = rule;
}

void AlertsDialog::ask()
{
    if (const lifecycle::AlertEntry *entry = selected(); entry && m_wanted.isEmpty())
        m_wanted = entry->rule.name;
    m_reading.ask(
        runAsync(&m_services.readers,
                 [library = m_library, model = m_book.model, now = m_services.clock.now()](const Job &job) {
                     return lifecycle::readAlertBook(library, model, now, job);
                 }),
        this, [this](const Result<lifecycle::AlertBook> &book) {
            m_again.start();
            if (book)
                return fill(*book);
            if (book.error().code != Error::Code::Cancelled)
                m_faces->showFailed(book.error());
        });
}

void AlertsDialog::fill(const lifecycle::AlertBook &book)
{
    m_book = book;
    m_table->show(book.entries, m_services.clock.now());
    m_rules->resizeColumnsToContents();
    select(std::exchange(m_wanted, {}));
    if (book.entries.isEmpty())
        m_faces->showEmpty();
    else
        m_faces->showFilled();
    showSelected();
    if (m_start)
        edit(*std::exchange(m_start, {}), {});
}

void AlertsDialog::select(const QString &rule)
{
    for (qsizetype row = 0; row < m_book.entries.size(); ++row) {
        if (m_book.entries[row].rule.name == rule)
            return m_rules->selectRow(int(row));
    }
    if (!m_book.entries.isEmpty())
        m_rules->selectRow(0);
}

const lifecycle::AlertEntry *AlertsDialog::selected() const
{
    const QModelIndexList rows = m_rules->selectedRowIndexes();
    if (rows.isEmpty() || rows.first().row() >= m_book.entries.size())
        return nullptr;
    return &m_book.entries[rows.first().row()];
}

void AlertsDialog::showSelected()
{
    using monitor::AlertState;
    const lifecycle::AlertEntry *entry = selected();
    const AlertState state = entry && entry->checked ? entry->checked->status.state : AlertState::Ok;
    m_edit->setEnabled(entry);
    m_remove->setEnabled(entry);
    m_acknowledge->setEnabled(state == AlertState::Firing || state == AlertState::Snoozed);
    m_snooze->setEnabled(state == AlertState::Firing || state == AlertState::Acknowledged);
    m_reopen->setEnabled(state == AlertState::Acknowledged || state == AlertState::Snoozed);
    QStringList facts;
    if (entry && entry->checked) {
        facts << entry->checked->text;
        facts += lifecycle::troubles(m_book.model, *entry->checked);
    } else if (entry) {
        facts << tr("The rule is switched off; it is not judged.");
    }
    if (entry && !entry->rule.message.isEmpty())
        facts << tr("What to do: %1").arg(entry->rule.message);
    m_facts->setText(facts.join(u'\n'));
    m_facts->setVisible(!facts.isEmpty());
    showEvents();
}

void AlertsDialog::showEvents()
{
    const lifecycle::AlertEntry *entry = selected();
    m_eventModel->clear();
    m_eventModel->setHorizontalHeaderLabels(
        {tr("When"), tr("From"), tr("To"), tr("Value"), tr("What was said")});
    for (const monitor::AlertEvent &event : std::as_const(m_book.events)) {
        if (!entry || event.rule != entry->rule.name)
            continue;
        auto *when = new QStandardItem(relativeTime(event.time, m_services.clock.now()));
        when->setToolTip(exactTime(event.time));
        m_eventModel->appendRow(
            {when, new QStandardItem(monitor::alertStateName(event.from)),
             new QStandardItem(monitor::alertStateName(event.to)),
             new QStandardItem(shortNumber(event.value)),
             new QStandardItem(event.by.isEmpty() ? event.text : tr("by %1").arg(event.by))});
    }
    m_events->setVisible(m_eventModel->rowCount() > 0);
    m_events->resizeColumnsToContents();
}

void AlertsDialog::edit(const QJsonObject &rule, const QString &replaces)
{
    auto *dialog = new AlertRuleDialog(m_services, m_library, m_book, rule, replaces, this);
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    connect(dialog, &AlertRuleDialog::written, this,
            [this, replaces](const lifecycle::AlertsChange &change, const QString &name) {
                m_wanted = name;
                take(change, replaces.isEmpty() ? tr("%1 is judged from now on").arg(name)
                                                : tr("%1 was changed").arg(name));
            });
    dialog->open();
}

void AlertsDialog::remove()
{
    const lifecycle::AlertEntry *entry = selected();
    if (!entry)
        return;
    const QString rule = entry->rule.name;
    onFinished(runAsync(&m_services.writer,
                        [library = m_library, model = m_book.model, rule](const Job &) {
                            return lifecycle::removeAlert(library, model, rule);
                        }),
               this, [this, rule](const Result<lifecycle::AlertsChange> &change) {
                   if (!change)
                       return showFailure(change.error());
                   take(*change, tr("%1 was removed").arg(rule));
               });
}

void AlertsDialog::undo()
{
    if (!m_last)
        return;
    onFinished(runAsync(&m_services.writer,
                        [library = m_library, model = m_book.model, last = *std::exchange(m_last, {})](
                            const Job &) { return lifecycle::undoAlerts(library, model, last); }),
               this, [this](const Result<lifecycle::AlertsChange> &change) {
                   m_undo->hide();
                   if (!change)
                       return showFailure(change.error());
                   m_outcome->setTone(Tone::Muted);
                   m_outcome->setText(tr("The change was taken back"));
                   emit changed();
                   ask();
               });
}

void AlertsDialog::answer(lifecycle::AlertAnswer answer, qint64 seconds)
{
    const lifecycle::AlertEntry *entry = selected();
    if (!entry)
        return;
    const QDateTime now = m_services.clock.now();
    onFinished(runAsync(&m_services.writer,
                        [library = m_library, model = m_book.model, rule = entry->rule.name, answer, now,
                         seconds](const Job &) {
                            return lifecycle::answerAlert(library, model, rule, answer, now,
                                                          now.addSecs(seconds));
                        }),
               this, [this](const Result<monitor::AlertStatus> &status) {
                   if (!status)
                       return showFailure(status.error());
                   m_outcome->setText({});
                   emit changed();
                   ask();
               });
}

void AlertsDialog::take(const lifecycle::AlertsChange &change, const QString &what)
{
    m_last = change;
    m_undo->setVisible(!change.commit.isEmpty());
    m_outcome->setTone(Tone::Good);
    m_outcome->setText(what);
    emit changed();
    ask();
}

void AlertsDialog::showFailure(const Error &error)
{
    m_outcome->setTone(Tone::Bad);
    m_outcome->setText(error.message);
    m_outcome->setToolTip(error.detail);
}

} // namespace vitrine::ui
