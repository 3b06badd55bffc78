// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/model/rollbackdialog.h"

#include "core/registry/rollbackoffer.h"
#include "ui/model/followpanel.h"
#include "ui/model/followwatch.h"
#include "ui/model/rollbackfacts.h"
#include "ui/theme/tokens.h"
#include "ui/widgets/facestack.h"
#include "ui/widgets/formfield.h"
#include "ui/widgets/labels.h"
#include "ui/widgets/taborder.h"

#include <QComboBox>
#include <QLineEdit>
#include <QPushButton>
#include <QScrollArea>
#include <QStackedWidget>
#include <QVBoxLayout>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace vitrine::ui {

namespace {

constexpr int dialogWidth = 620;
constexpr int factsHeight = 216;
constexpr int leastFollow = 96;

} // namespace

RollbackDialog::RollbackDialog(Services &services, const registry::Library &library, const Known &known,
                               const Choice &choice, QWidget *parent)
    : QDialog(parent)
    , m_services(services)
    , m_library(library)
    , m_known(known)
    , m_choice(choice)
{
    setObjectName(u"rollbackDialog"_s);
    setWindowTitle(tr("Assign %1 to a stage").arg(known.model));
    setMinimumWidth(dialogWidth);
    build();
    ask();
}

RollbackDialog::~RollbackDialog() = default;

QWidget *RollbackDialog::buildChoice()
{
    auto *row = new QWidget(this);
    m_stage = new QComboBox(row);
    m_stage->setObjectName(u"rollbackStage"_s);
    m_stage->setEditable(true);
    m_stage->setInsertPolicy(QComboBox::NoInsert);
    m_stage->lineEdit()->setObjectName(u"rollbackStageEdit"_s);
    m_stage->addItems(m_known.stages);
    m_stage->setCurrentText(m_choice.stage);
    m_version = new QComboBox(row);
    m_version->setObjectName(u"rollbackVersion"_s);
    m_version->setSizeAdjustPolicy(QComboBox::AdjustToMinimumContentsLengthWithIcon);
    for (const registry::Version &version : std::as_const(m_known.versions)) {
        if (!version.deregistered)
            m_version->addItem(version.name);
    }
    m_version->setCurrentText(m_choice.version);
    auto *layout = new QHBoxLayout(row);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(Space::l);
    layout->addWidget(new FormField(tr("&Stage"), m_stage, row), 1);
    layout->addWidget(new FormField(tr("&Version"), m_version, row), 1);
    connect(m_stage, &QComboBox::currentTextChanged, this, &RollbackDialog::ask);
    connect(m_version, &QComboBox::currentTextChanged, this, &RollbackDialog::ask);
    return row;
}

QWidget *RollbackDialog::buildButtons()
{
    auto *row = new QWidget(this);
    m_cancel = new QPushButton(tr("Cancel"), row);
    m_cancel->setObjectName(u"rollbackCancel"_s);
    m_cancel->setAutoDefault(false);
    m_go = new QPushButton(tr("Roll back"), row);
    m_go->setObjectName(u"rollbackGo"_s);
    m_go->setDefault(true);
    m_go->setProperty("emphasis", u"primary"_s);
    auto *buttons = new QHBoxLayout(row);
    buttons->setContentsMargins(0, 0, 0, 0);
    buttons->addStretch();
    buttons->addWidget(m_cancel);
    buttons->addWidget(m_go);
    connect(m_cancel, &QPushButton::clicked, this, &QDialog::reject);
    connect(m_go, &QPushButton::clicked, this, &RollbackDialog::assign);
    return row;
}

void RollbackDialog::build()
{
    m_title = new TextLabel({}, TextRole::Lead, Tone::Neutral, this);
    m_title->setObjectName(u"rollbackTitle"_s);
    m_title->setWordWrap(true);
    m_title->setSizePolicy(QSizePolicy::Preferred, QSizePolicy::Maximum);
    m_way = new TextLabel({}, TextRole::Body, Tone::Muted, this);
    m_way->setObjectName(u"rollbackWay"_s);
    m_way->setWordWrap(true);
    m_way->setSizePolicy(QSizePolicy::Preferred, QSizePolicy::Maximum);
    m_why = new TextLabel({}, TextRole::Body, Tone::Muted, this);
    m_why->setObjectName(u"rollbackWhy"_s);
    m_why->setWordWrap(true);
    m_why->setSizePolicy(QSizePolicy::Preferred, QSizePolicy::Maximum);
    m_choiceRow = buildChoice();

    m_facts = new RollbackFacts;
    connect(m_facts, &RollbackFacts::recentRetryRequested, this, [this] {
        if (m_preview)
            askRecent(*m_preview);
    });
    auto *scroll = new QScrollArea;
    scroll->setFrameShape(QFrame::NoFrame);
    scroll->setWidgetResizable(true);
    scroll->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    scroll->setFocusPolicy(Qt::NoFocus);
    scroll->setWidget(m_facts);
    scroll->viewport()->setAutoFillBackground(false);
    m_faces = new FaceStack(scroll, u"rollback"_s, this);
    m_follow = new FollowPanel;
    m_middle = new QStackedWidget(this);
    m_middle->addWidget(m_faces);
    m_middle->addWidget(m_follow);
    m_middle->setFixedHeight(factsHeight);

    m_reason = new QLineEdit(this);
    m_reason->setObjectName(u"rollbackReason"_s);
    m_reason->setPlaceholderText(tr("Why? It becomes part of the history"));
    m_reasonField = new FormField(tr("&Reason"), m_reason, this);
    m_confirm = new QLineEdit(this);
    m_confirm->setObjectName(u"rollbackConfirm"_s);
    m_confirmField = new FormField(tr("&Name of the stage"), m_confirm, this);
    m_confirmField->hide();
    m_problem = new TextLabel({}, TextRole::Body, Tone::Bad, this);
    m_problem->setObjectName(u"rollbackProblem"_s);
    m_problem->setWordWrap(true);
    m_problem->hide();

    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(Space::xl, Space::xl, Space::xl, Space::l);
    layout->setSpacing(Space::m);
    layout->addWidget(m_title);
    layout->addWidget(m_way);
    layout->addWidget(m_why);
    layout->addWidget(m_choiceRow);
    layout->addWidget(m_middle, 1);
    layout->addWidget(m_reasonField);
    layout->addWidget(m_confirmField);
    layout->addWidget(m_problem);
    layout->addWidget(buildButtons());
    chainTabs({m_reason, m_confirm, m_go, m_cancel, m_stage, m_version});
    connect(m_confirm, &QLineEdit::textChanged, this, &RollbackDialog::updateButton);
    connect(m_faces, &FaceStack::retryRequested, this, &RollbackDialog::ask);
    m_reason->setFocus();
}

void RollbackDialog::ask()
{
    m_preview.reset();
    m_askRecent.forget();
    m_problem->hide();
    updateButton();
    const QString stage = m_stage->currentText().trimmed();
    const QString version = m_version->currentText();
    m_title->setText(tr("Put %1 into %2?").arg(version, stage.isEmpty() ? tr("a stage") : stage));
    showReason();
    if (stage.isEmpty() || version.isEmpty())
        return;
    m_faces->showLoading(tr("Comparing…"));
    m_ask.ask(runAsync(&m_services.readers,
                       [library = m_library, model = m_known.model, stage, version](const Job &) {
                           return library.preview(model, stage, version);
                       }),
              this, [this](const Result<registry::RollbackPreview> &preview) { apply(preview); });
}

// Why this version: because it is offered, else what its past in the stage says.
void RollbackDialog::showReason()
{
    const QString stage = m_stage->currentText().trimmed();
    const QString version = m_version->currentText();
    if (stage == m_choice.stage && version == m_choice.version && !m_choice.why.isEmpty()) {
        m_why->setTone(Tone::Muted);
        m_why->setText(m_choice.why);
        m_why->show();
        return;
    }
    using Verdict = registry::StagePast::Verdict;
    const auto lookup = [this](const QString &name) -> std::optional<registry::Version> {
        const auto found = std::find_if(m_known.versions.begin(), m_known.versions.end(),
                                        [&](const registry::Version &each) { return each.name == name; });
        return found == m_known.versions.end() ? std::nullopt : std::optional(*found);
    };
    const registry::StagePast past = registry::pastInStage(m_known.intervals, stage, version, lookup);
    const bool warns = past.verdict == Verdict::RolledBack || past.verdict == Verdict::Unfit;
    m_why->setTone(warns ? Tone::Warn : Tone::Muted);
    m_why->setText(warns ? u"⚠ "_s + past.sentence : past.sentence);
    m_why->setVisible(!stage.isEmpty() && !version.isEmpty() && past.verdict != Verdict::Current);
}

void RollbackDialog::apply(const Result<registry::RollbackPreview> &preview)
{
    if (!preview) {
        if (preview.error().code != Error::Code::Cancelled)
            m_faces->showFailed(preview.error());
        return;
    }
    m_preview = *preview;
    showTitle(*preview);
    const QString &note = preview->target.note;
    m_facts->show(*preview,
                  followersOf(m_services.deployments, m_library.path(), m_known.model, preview->stage),
                  m_why->isVisibleTo(this) && !note.isEmpty() && m_why->text().contains(note));
    m_confirmField->setVisible(preview->needsStageName);
    m_confirmField->setHint(tr("%1 is protected. Type its name to go on.").arg(preview->stage));
    m_faces->showFilled();
    updateButton();
    askRecent(*preview);
}

void RollbackDialog::askRecent(const registry::RollbackPreview &preview)
{
    if (preview.nothingToDo)
        return;
    m_askRecent.ask(runAsync(&m_services.readers,
                             [library = m_library, model = m_known.model, metric = m_known.mainMetric,
                              from = preview.current.name, to = preview.target.name](const Job &job) {
                                 return readRecentMetric(library, model, metric, from, to, job);
                             }),
                    this, [this](const Result<RecentMetric> &recent) {
                        if (recent)
                            m_facts->showRecent(*recent);
                        else if (recent.error().code != Error::Code::Cancelled)
                            m_facts->showRecentFailed(recent.error()); // the preview says what it can
                    });
}

void RollbackDialog::showTitle(const registry::RollbackPreview &preview)
{
    const QString from = preview.current.name;
    m_title->setText(preview.isRollback ? tr("Roll %1 back to %2?").arg(preview.stage, preview.target.name)
                                        : tr("Put %1 into %2?").arg(preview.target.name, preview.stage));
    m_way->setText(from.isEmpty() ? tr("%1 · %2 is empty now").arg(m_known.model, preview.stage)
                                  : tr("%1 · %2  →  %3").arg(m_known.model, from, preview.target.name));
}

void RollbackDialog::updateButton()
{
    const bool rollback = m_preview && m_preview->isRollback;
    m_go->setText(m_writing ? tr("Writing…") : rollback ? tr("Roll back") : tr("Assign"));
    const bool confirmed =
        m_preview && (!m_preview->needsStageName || m_confirm->text().trimmed() == m_preview->stage);
    m_go->setEnabled(m_preview && !m_preview->nothingToDo && confirmed && !m_writing);
    if (m_preview && m_preview->nothingToDo) {
        m_problem->setTone(Tone::Muted);
        m_problem->setText(tr("%1 is in %2 already.").arg(m_preview->target.name, m_preview->stage));
        m_problem->show();
    }
}

void RollbackDialog::assign()
{
    if (m_watch) { // it is done: the button closes
        accept();
        return;
    }
    if (!m_go->isEnabled())
        return;
    m_writing = true;
    m_problem->hide();
    updateButton();
    // From before the stage moves, so that no switch is missed.
    m_watch = new FollowWatch(m_services.deployments, m_library.path(), m_known.model, m_preview->stage,
                              m_preview->target.name, this);
    onFinished(runAsync(&m_services.writer,
                        [library = m_library, model = m_known.model, preview = *m_preview,
                         reason = m_reason->text().trimmed()](const Job &) {
                            return library.assign(model, preview.target.name, preview.stage, reason);
                        }),
               this, [this](const Result<registry::StageChange> &change) { assigned(change); });
}

void RollbackDialog::assigned(const Result<registry::StageChange> &change)
{
    m_writing = false;
    if (!change) {
        delete std::exchange(m_watch, nullptr);
        updateButton();
        m_problem->setTone(Tone::Bad);
        m_problem->setText(change.error().message);
        m_problem->setToolTip(change.error().detail);
        m_problem->show();
        return;
    }
    m_change = *change;
    emit written();
    if (m_watch->followers().isEmpty())
        accept();
    else
        showFollowers();
}

void RollbackDialog::showFollowers()
{
    m_title->setText(tr("%1 is at %2 now").arg(m_change.stage, m_change.to));
    m_why->hide();
    m_way->setText(tr("Servers that follow"));
    for (QWidget *each : {m_choiceRow, static_cast<QWidget *>(m_reasonField),
                          static_cast<QWidget *>(m_confirmField), static_cast<QWidget *>(m_cancel)})
        each->hide();
    m_follow->watch(m_watch);
    m_middle->setCurrentWidget(m_follow);
    m_middle->setFixedHeight(std::min(factsHeight, std::max(leastFollow, m_follow->sizeHint().height())));
    adjustSize();
    m_go->setText(tr("Close"));
    m_go->setEnabled(true);
    m_go->setFocus();
    m_watch->begin();
}

bool RollbackDialog::isFollowing() const
{
    return m_watch && !m_watch->isFinished();
}

// The write cannot be stopped half-way: leaving waits for it. What is written is written, however it is left.
void RollbackDialog::reject()
{
    if (m_writing)
        return;
    if (m_watch)
        accept();
    else
        QDialog::reject();
}

} // namespace vitrine::ui
