// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/compare/comparepage.h"

#include "ui/compare/comparemodel.h"
#include "ui/compare/comparetable.h"
#include "ui/compare/versionpicker.h"
#include "ui/theme/icons.h"
#include "ui/theme/tokens.h"
#include "ui/widgets/actionbutton.h"
#include "ui/widgets/card.h"
#include "ui/widgets/elidedlabel.h"
#include "ui/widgets/facestack.h"

#include <QAction>
#include <QCheckBox>
#include <QClipboard>
#include <QGuiApplication>
#include <QHBoxLayout>
#include <QMenu>
#include <QPushButton>
#include <QSettings>
#include <QVBoxLayout>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace vitrine::ui {

namespace {
const QString onlyDifferencesKey = u"compare/onlyDifferences"_s;
constexpr auto registration = registry::ComparedSection::Kind::Registration;
} // namespace

ComparePage::ComparePage(Services &services, QWidget *parent)
    : QWidget(parent)
    , m_services(services)
    , m_model(new CompareModel(this))
{
    setObjectName(u"comparePage"_s);
    buildActions();
    QWidget *top = buildTop();
    auto *card = new Card(this);
    m_table = new CompareTable(m_model, card);
    m_faces = new FaceStack(m_table, u"compare"_s, card);
    m_faces->setEmptyText(u"compare"_s, tr("Choose versions to compare"),
                          tr("Add two or more, of one model or of several. The first one is the baseline."),
                          {m_add});
    auto *cardLayout = new QVBoxLayout(card);
    cardLayout->setContentsMargins(1, 1, 1, Space::xs);
    cardLayout->addWidget(m_faces);
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(Space::l, Space::l, Space::l, Space::l);
    layout->setSpacing(Space::m);
    layout->addWidget(top);
    layout->addWidget(card, 1);
    connectTable();
    m_onlyDifferences->setChecked(services.settings.value(onlyDifferencesKey, false).toBool());
    m_faces->showEmpty();
    updateActions();
}

void ComparePage::buildActions()
{
    const auto make = [this](const QString &name, const QString &drawing, const QString &text,
                             const QString &tip) {
        auto *action = new QAction(icon(drawing), text, this);
        action->setObjectName(name);
        action->setToolTip(tip);
        return action;
    };
    m_add = make(u"compareAdd"_s, u"plus"_s, tr("Add versions…"),
                 tr("Compare with further versions, of any model"));
    m_swap = make(u"compareSwap"_s, u"swap"_s, tr("Swap"), tr("Put the versions the other way round"));
    m_copyAll = make(u"compareCopyAll"_s, u"copy"_s, tr("Copy everything as Markdown"), {});
    m_copyDifferences =
        make(u"compareCopyDifferences"_s, u"copy"_s, tr("Copy the differences as Markdown"), {});
    m_copySelection =
        make(u"compareCopySelection"_s, u"copy"_s, tr("Copy the selected rows as Markdown"), {});
    connect(m_add, &QAction::triggered, this, &ComparePage::addVersions);
    connect(m_swap, &QAction::triggered, this, &ComparePage::swap);
    connect(m_copyAll, &QAction::triggered, this, &ComparePage::copyAll);
    connect(m_copyDifferences, &QAction::triggered, this, &ComparePage::copyDifferences);
    connect(m_copySelection, &QAction::triggered, this, &ComparePage::copySelection);
}

QWidget *ComparePage::buildTop()
{
    auto *top = new QWidget(this);
    auto *title = new ElidedLabel(tr("Compare"), top, TextRole::Title);
    m_summary = new ElidedLabel({}, top, TextRole::Body, Tone::Muted);
    m_summary->setObjectName(u"compareSummary"_s);
    m_summary->setElideMode(Qt::ElideRight);
    m_onlyDifferences = new QCheckBox(tr("Only &differences"), top);
    m_onlyDifferences->setObjectName(u"compareOnlyDifferences"_s);
    m_copyButton = new QPushButton(icon(u"copy"_s), tr("Copy"), top);
    m_copyButton->setObjectName(u"compareCopy"_s);
    m_copyButton->setAccessibleName(tr("Copy as Markdown"));
    m_copyButton->setToolTip(tr("Copy as Markdown"));
    m_copyButton->setAutoDefault(false);
    auto *menu = new QMenu(m_copyButton);
    menu->setObjectName(u"compareCopyMenu"_s);
    menu->addActions({m_copyAll, m_copyDifferences, m_copySelection});
    connect(m_copyButton, &QPushButton::clicked, menu,
            [this, menu] { menu->popup(m_copyButton->mapToGlobal(QPoint(0, m_copyButton->height()))); });
    auto *first = new QHBoxLayout;
    first->setSpacing(Space::m);
    first->addWidget(title, 1);
    first->addWidget(m_onlyDifferences);
    first->addWidget(m_copyButton);
    first->addWidget(new ActionButton(m_swap, top));
    first->addWidget(new ActionButton(m_add, top));
    auto *layout = new QVBoxLayout(top);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(Space::xs);
    layout->addLayout(first);
    layout->addWidget(m_summary);
    connect(m_onlyDifferences, &QCheckBox::toggled, this, [this](bool only) {
        m_services.settings.setValue(onlyDifferencesKey, only);
        m_table->setOnlyDifferences(only);
        showFace();
    });
    return top;
}

void ComparePage::connectTable()
{
    connect(m_table, &CompareTable::moveRequested, this, &ComparePage::moveColumn);
    connect(m_table, &CompareTable::removeRequested, this, &ComparePage::removeColumn);
    connect(m_table, &CompareTable::copyRequested, this, &ComparePage::copySelection);
    connect(m_table, &CompareTable::columnMenuRequested, this, &ComparePage::showColumnMenu);
    connect(m_table->selectionModel(), &QItemSelectionModel::selectionChanged, this,
            &ComparePage::updateActions);
    connect(m_model, &QAbstractItemModel::modelReset, this, &ComparePage::updateActions);
    connect(m_faces, &FaceStack::retryRequested, this, &ComparePage::read);
}

void ComparePage::setLibrary(const registry::Library &library)
{
    m_library = library;
    m_read.clear();
    m_names.clear();
    m_load.forget();
    m_model->setComparison({});
    m_faces->showEmpty();
    showSummary();
}

void ComparePage::compare(const QStringList &names)
{
    QStringList wanted = names;
    wanted.removeDuplicates();
    wanted.removeAll(QString());
    if (wanted == m_names)
        return;
    m_names = wanted;
    read();
    emit namesChanged();
}

void ComparePage::refresh()
{
    if (m_names.isEmpty())
        return;
    m_read.clear();
    read();
}

void ComparePage::read()
{
    if (!m_library)
        return;
    if (m_names.isEmpty()) {
        m_load.forget();
        m_model->setComparison({});
        showFace();
        return;
    }
    if (m_model->columnCount() == 0)
        m_faces->showLoading(tr("Comparing…"));
    const auto future =
        runAsync(&m_services.readers, [library = *m_library, names = m_names, read = m_read](const Job &job) {
            return readComparison(library, names, read, job);
        });
    m_load.ask(future, this, [this](const Result<ComparisonReading> &reading) { apply(reading); });
    emit readingStarted(tr("Comparing %n version(s)", nullptr, int(m_names.size())), QFuture<void>(future));
}

void ComparePage::apply(const Result<ComparisonReading> &reading)
{
    if (!reading) {
        m_faces->showFailed(reading.error().code == Error::Code::Cancelled
                                ? Error{Error::Code::Cancelled, tr("Comparing was cancelled."), {}}
                                : reading.error());
        return;
    }
    m_read = reading->read;
    // What could not be read is taken out and said; the rest is compared.
    if (!reading->problems.isEmpty() && reading->names.isEmpty()) {
        m_faces->showFailed(reading->problems.first());
        return;
    }
    for (const Error &problem : reading->problems)
        emit message(Message::failure(problem));
    if (reading->monitoring)
        emit message(Message::failure(*reading->monitoring, [this] { read(); }));
    if (m_names != reading->names) {
        m_names = reading->names;
        emit namesChanged();
    }
    m_model->setComparison(reading->comparison);
    showFace();
}

void ComparePage::showFace()
{
    showSummary();
    if (m_model->columnCount() == 0) {
        m_faces->setEmptyText(
            u"compare"_s, tr("Choose versions to compare"),
            tr("Add two or more, of one model or of several. The first one is the baseline."), {m_add});
        m_faces->showEmpty();
    } else if (m_model->onlyDifferences() && m_model->rowCount() == 0) {
        m_faces->setEmptyText(
            u"compare"_s, m_model->columnCount() > 1 ? tr("No differences") : tr("Only one version"),
            m_model->columnCount() > 1 ? tr("These versions say the same. Show everything to see what.")
                                       : tr("Add another version to compare it with."),
            {m_add});
        m_faces->showEmpty();
    } else {
        m_faces->showFilled();
    }
    updateActions();
}

void ComparePage::showSummary()
{
    const registry::Comparison &comparison = m_model->comparison();
    if (comparison.versions.isEmpty()) {
        m_summary->setText(u" "_s);
        return;
    }
    QStringList parts;
    if (comparison.versions.size() == 1) {
        parts << tr("%1@%2 alone: add another version")
                     .arg(comparison.versions.first().model, comparison.versions.first().name);
    } else {
        const auto sections =
            std::count_if(comparison.sections.begin(), comparison.sections.end(),
                          [](const registry::ComparedSection &section) {
                              return section.differing() > 0 && section.kind != registration;
                          });
        const bool oneModel = std::all_of(comparison.versions.begin(), comparison.versions.end(),
                                          [&comparison](const registry::Version &version) {
                                              return version.model == comparison.versions.first().model;
                                          });
        if (oneModel)
            parts << comparison.versions.first().model;
        parts << (comparison.differing() == 0
                      ? tr("no differences")
                      : tr("%1 in %2")
                            .arg(tr("%n difference(s)", nullptr, int(comparison.differing())),
                                 tr("%n part(s)", nullptr, int(sections))));
        QStringList breaking;
        for (const registry::ComparedSection &section : comparison.sections) {
            if (section.kind != registry::ComparedSection::Kind::Prototype || section.rows.isEmpty())
                continue;
            for (qsizetype at = 1; at < comparison.versions.size(); ++at) {
                if (section.rows.first().cells.at(at).standing == registry::ComparedCell::Standing::Breaking)
                    breaking << comparison.versions.at(at).name;
            }
        }
        if (!breaking.isEmpty())
            parts << tr("requests made for %1 break with %2")
                         .arg(comparison.versions.first().name, breaking.join(u", "_s));
    }
    m_summary->setText(parts.join(u" · "_s));
}

void ComparePage::updateActions()
{
    const bool any = m_model->columnCount() > 0;
    m_swap->setEnabled(m_model->columnCount() > 1);
    m_add->setEnabled(m_library.has_value());
    m_copyButton->setEnabled(any);
    m_copyAll->setEnabled(any);
    m_copyDifferences->setEnabled(m_model->columnCount() > 1);
    m_copySelection->setEnabled(any && !m_table->selectedPlaces().isEmpty());
}

void ComparePage::addVersions()
{
    if (!m_library)
        return;
    const QString model = m_names.value(0).section(u'@', 0, 0);
    auto *picker = new VersionPicker(m_services, *m_library, model, m_names, this);
    picker->setAttribute(Qt::WA_DeleteOnClose);
    connect(picker, &QDialog::accepted, this, [this, picker] { compare(m_names + picker->chosen()); });
    picker->open();
}

void ComparePage::swap()
{
    QStringList reversed = m_names;
    std::reverse(reversed.begin(), reversed.end());
    compare(reversed);
}

void ComparePage::removeColumn(int column)
{
    if (column < 0 || column >= m_names.size())
        return;
    QStringList left = m_names;
    left.removeAt(column);
    compare(left);
}

void ComparePage::moveColumn(int from, int to)
{
    if (from < 0 || to < 0 || from >= m_names.size() || to >= m_names.size())
        return;
    QStringList moved = m_names;
    moved.move(from, to);
    const int row = m_table->currentIndex().row();
    compare(moved);
    // The cell that was current goes along, once the columns are there.
    connect(
        m_model, &QAbstractItemModel::modelReset, this,
        [this, row, to] {
            m_table->setCurrentIndex(m_model->index(std::min(row, m_model->rowCount() - 1), to));
        },
        Qt::SingleShotConnection);
}

void ComparePage::showColumnMenu(int column, const QPoint &globalPosition)
{
    const QString name = m_names.value(column);
    if (name.isEmpty())
        return;
    auto *menu = new QMenu(this);
    menu->setObjectName(u"compareColumnMenu"_s);
    menu->setAttribute(Qt::WA_DeleteOnClose);
    const auto add = [&](const QString &object, const QString &text, const QString &keys, bool enabled,
                         auto handler) {
        QAction *action = menu->addAction(text);
        action->setObjectName(object);
        action->setShortcut(QKeySequence::fromString(keys, QKeySequence::PortableText));
        action->setEnabled(enabled);
        connect(action, &QAction::triggered, this, handler);
    };
    add(u"compareOpen"_s, tr("Go to %1").arg(name), {}, true,
        [this, name] { emit versionActivated(name.section(u'@', 0, 0), name.section(u'@', 1)); });
    menu->addSeparator();
    add(u"compareBaseline"_s, tr("Make it the baseline"), u"Ctrl+Shift+Home"_s, column > 0,
        [this, column] { moveColumn(column, 0); });
    add(u"compareLeft"_s, tr("Move left"), u"Ctrl+Shift+Left"_s, column > 0,
        [this, column] { moveColumn(column, column - 1); });
    add(u"compareRight"_s, tr("Move right"), u"Ctrl+Shift+Right"_s, column + 1 < m_names.size(),
        [this, column] { moveColumn(column, column + 1); });
    add(u"compareRemove"_s, tr("Take it out"), u"Del"_s, true, [this, column] { removeColumn(column); });
    menu->addSeparator();
    menu->addActions({m_copyAll, m_copyDifferences, m_copySelection});
    menu->popup(globalPosition);
}

void ComparePage::copy(const QString &markdown)
{
    QGuiApplication::clipboard()->setText(markdown);
    Message done;
    done.text = tr("Copied the comparison as Markdown");
    emit message(done);
}

void ComparePage::copyAll()
{
    copy(registry::toMarkdown(m_model->comparison(), registry::ComparedRows::All));
}

void ComparePage::copyDifferences()
{
    copy(registry::toMarkdown(m_model->comparison(), registry::ComparedRows::Differing));
}

void ComparePage::copySelection()
{
    const auto places = m_table->selectedPlaces();
    if (!places.isEmpty())
        copy(registry::toMarkdown(m_model->comparison(), registry::ComparedRows::All, places));
}

} // namespace vitrine::ui
