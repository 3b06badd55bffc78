// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/model/rollbackdialog.h"

#include "core/monitor/series.h"
#include "core/serving/deployments.h"
#include "ui/theme/icons.h"
#include "ui/theme/tokens.h"
#include "ui/widgets/facestack.h"
#include "ui/widgets/formfield.h"
#include "ui/widgets/labels.h"
#include "ui/widgets/taborder.h"
#include "ui/widgets/wording.h"

#include <QComboBox>
#include <QGridLayout>
#include <QLineEdit>
#include <QPushButton>
#include <QScrollArea>
#include <QVBoxLayout>

#include <cmath>

using namespace Qt::StringLiterals;

namespace vitrine::ui {

namespace {

constexpr int dialogWidth = 600;
constexpr int factsHeight = 210;
constexpr qsizetype mostPackages = 6;

QString verdictWord(int better)
{
    return better > 0 ? RollbackDialog::tr("better") : better < 0 ? RollbackDialog::tr("worse") : QString();
}

Tone toneOf(int better)
{
    return better > 0 ? Tone::Good : better < 0 ? Tone::Bad : Tone::Muted;
}

} // namespace

RollbackDialog::RollbackDialog(Services &services, const registry::Library &library, const QString &model,
                               const QList<registry::Version> &versions, const QStringList &stages,
                               const Choice &choice, QWidget *parent)
    : QDialog(parent)
    , m_services(services)
    , m_library(library)
    , m_model(model)
    , m_versions(versions)
{
    setObjectName(u"rollbackDialog"_s);
    setWindowTitle(tr("Assign %1 to a stage").arg(model));
    setMinimumWidth(dialogWidth);
    build(stages, choice);
    ask();
}

QWidget *RollbackDialog::buildChoice(const QStringList &stages, const Choice &choice)
{
    auto *row = new QWidget(this);
    m_stage = new QComboBox(row);
    m_stage->setObjectName(u"rollbackStage"_s);
    m_stage->setEditable(true);
    m_stage->setInsertPolicy(QComboBox::NoInsert);
    m_stage->lineEdit()->setObjectName(u"rollbackStageEdit"_s);
    m_stage->addItems(stages);
    m_stage->setCurrentText(choice.stage);
    m_version = new QComboBox(row);
    m_version->setObjectName(u"rollbackVersion"_s);
    for (const registry::Version &version : std::as_const(m_versions)) {
        if (!version.deregistered)
            m_version->addItem(version.name);
    }
    m_version->setCurrentText(choice.version);
    auto *layout = new QHBoxLayout(row);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(Space::l);
    layout->addWidget(new FormField(tr("&Stage"), m_stage, row), 1);
    layout->addWidget(new FormField(tr("&Version"), m_version, row), 1);
    connect(m_stage, &QComboBox::currentTextChanged, this, &RollbackDialog::ask);
    connect(m_version, &QComboBox::currentTextChanged, this, &RollbackDialog::ask);
    return row;
}

void RollbackDialog::build(const QStringList &stages, const Choice &choice)
{
    m_title = new TextLabel({}, TextRole::Lead, Tone::Neutral, this);
    m_title->setObjectName(u"rollbackTitle"_s);
    m_title->setWordWrap(true);
    m_way = new TextLabel({}, TextRole::Body, Tone::Muted, this);
    m_way->setObjectName(u"rollbackWay"_s);
    QWidget *choiceRow = buildChoice(stages, choice);

    m_facts = new QWidget;
    m_facts->setObjectName(u"rollbackFacts"_s);
    clearFacts();
    auto *scroll = new QScrollArea;
    scroll->setFrameShape(QFrame::NoFrame);
    scroll->setWidgetResizable(true);
    scroll->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    scroll->setFocusPolicy(Qt::NoFocus);
    scroll->setWidget(m_facts);
    scroll->viewport()->setAutoFillBackground(false);
    m_facts->setAutoFillBackground(false);
    m_faces = new FaceStack(scroll, u"rollback"_s, this);
    m_faces->setFixedHeight(factsHeight);

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

    auto *cancel = new QPushButton(tr("Cancel"), this);
    cancel->setObjectName(u"rollbackCancel"_s);
    cancel->setAutoDefault(false);
    m_go = new QPushButton(tr("Roll back"), this);
    m_go->setObjectName(u"rollbackGo"_s);
    m_go->setDefault(true);
    m_go->setProperty("emphasis", u"primary"_s);
    auto *buttons = new QHBoxLayout;
    buttons->addStretch();
    buttons->addWidget(cancel);
    buttons->addWidget(m_go);

    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(Space::xl, Space::xl, Space::xl, Space::l);
    layout->setSpacing(Space::m);
    layout->addWidget(m_title);
    layout->addWidget(m_way);
    layout->addWidget(choiceRow);
    layout->addWidget(m_faces, 1);
    layout->addWidget(m_reasonField);
    layout->addWidget(m_confirmField);
    layout->addWidget(m_problem);
    layout->addLayout(buttons);
    chainTabs({m_reason, m_confirm, m_go, cancel, m_stage, m_version});
    connect(cancel, &QPushButton::clicked, this, &QDialog::reject);
    connect(m_go, &QPushButton::clicked, this, &RollbackDialog::assign);
    connect(m_confirm, &QLineEdit::textChanged, this, &RollbackDialog::updateButton);
    connect(m_faces, &FaceStack::retryRequested, this, &RollbackDialog::ask);
    m_reason->setFocus();
}

void RollbackDialog::ask()
{
    m_preview.reset();
    m_problem->hide();
    updateButton();
    const QString stage = m_stage->currentText().trimmed();
    const QString version = m_version->currentText();
    m_title->setText(tr("Put %1 into %2?").arg(version, stage.isEmpty() ? tr("a stage") : stage));
    if (stage.isEmpty() || version.isEmpty())
        return;
    m_faces->showLoading(tr("Comparing…"));
    m_ask.ask(runAsync(&m_services.readers,
                       [library = m_library, model = m_model, stage, version](const Job &) {
                           return library.preview(model, stage, version);
                       }),
              this, [this](const Result<registry::RollbackPreview> &preview) { apply(preview); });
}

void RollbackDialog::apply(const Result<registry::RollbackPreview> &preview)
{
    if (!preview) {
        if (preview.error().code != Error::Code::Cancelled)
            m_faces->showFailed(preview.error());
        return;
    }
    m_preview = *preview;
    showFacts(*preview);
    m_faces->showFilled();
    updateButton();
}

void RollbackDialog::clearFacts()
{
    delete m_grid;
    qDeleteAll(m_facts->findChildren<QWidget *>(Qt::FindDirectChildrenOnly));
    m_grid = new QGridLayout(m_facts);
    m_grid->setContentsMargins(0, 0, Space::s, 0);
    m_grid->setHorizontalSpacing(Space::l);
    m_grid->setVerticalSpacing(Space::s);
    m_grid->setColumnStretch(1, 1);
}

void RollbackDialog::addFact(const QString &label, const QString &text, const QString &verdict, int better)
{
    const int row = m_grid->rowCount();
    auto *name = new TextLabel(label, TextRole::Body, Tone::Muted, m_facts);
    name->setAlignment(Qt::AlignTop);
    m_grid->addWidget(name, row, 0);
    auto *value = new TextLabel(text, TextRole::Body, Tone::Neutral, m_facts);
    value->setWordWrap(true);
    value->setTextInteractionFlags(Qt::TextSelectableByMouse);
    m_grid->addWidget(value, row, 1);
    if (!verdict.isEmpty()) {
        auto *word = new TextLabel(verdict, TextRole::Body, toneOf(better), m_facts);
        word->setAlignment(Qt::AlignTop | Qt::AlignRight);
        m_grid->addWidget(word, row, 2);
    }
}

void RollbackDialog::addDeployments(const registry::RollbackPreview &preview)
{
    QStringList lines;
    for (const serving::Deployment &deployment : m_services.deployments.all()) {
        const bool alive = deployment.state == serving::DeploymentState::Running ||
                           deployment.state == serving::DeploymentState::Starting;
        if (!alive || deployment.request.model != m_model || deployment.request.stage != preview.stage ||
            deployment.request.library != m_library.path())
            continue;
        lines << tr("%1 (running, %2 req/s) switches without interruption")
                     .arg(deployment.url.authority(), shortNumber(deployment.requestsPerSecond));
    }
    addFact(tr("Servers that follow"), lines.isEmpty() ? tr("none is running") : lines.join(u'\n'));
}

void RollbackDialog::showFacts(const registry::RollbackPreview &preview)
{
    clearFacts();
    const QString from = preview.current.name;
    m_title->setText(preview.isRollback ? tr("Roll %1 back to %2?").arg(preview.stage, preview.target.name)
                                        : tr("Put %1 into %2?").arg(preview.target.name, preview.stage));
    m_way->setText(from.isEmpty() ? tr("%1 · %2 is empty now").arg(m_model, preview.stage)
                                  : tr("%1 · %2  →  %3").arg(m_model, from, preview.target.name));
    for (const registry::MetricChange &metric : preview.metrics) {
        const QString arrow = metric.after > metric.before ? u"▲ "_s : u"▼ "_s;
        const bool both = std::isfinite(metric.before) && std::isfinite(metric.after);
        const QString verdict =
            both && metric.before != metric.after ? arrow + verdictWord(metric.better) : QString();
        const QString text = from.isEmpty()
                                 ? shortNumber(metric.after)
                                 : shortNumber(metric.before) + u"  →  "_s + shortNumber(metric.after);
        addFact(tr("%1 (at registration)").arg(metric.metric), text, verdict, metric.better);
    }
    if (!from.isEmpty()) {
        const auto verdict = preview.prototype.verdict;
        addFact(tr("Prototype"), preview.prototype.summary(),
                verdict == format::Verdict::Breaking ? tr("breaking") : QString(),
                verdict == format::Verdict::Breaking ? -1 : 0);
        for (const format::ColumnChange &change : preview.prototype.changes)
            addFact({}, change.column + u": "_s + change.text);
        QStringList packages;
        for (const registry::PackageChange &package : preview.packages.mid(0, mostPackages))
            packages << tr("%1 %2 → %3")
                            .arg(package.package, package.before.isEmpty() ? tr("none") : package.before,
                                 package.after.isEmpty() ? tr("none") : package.after);
        if (preview.packages.size() > mostPackages)
            packages << tr("and %n more", nullptr, int(preview.packages.size() - mostPackages));
        addFact(tr("Packages"), packages.isEmpty() ? tr("the same") : packages.join(u'\n'));
        addFact(tr("Files"), preview.files.isEmpty() ? tr("the same") : preview.files.join(u'\n'));
    }
    if (!preview.target.note.isEmpty())
        addFact(tr("Note on %1").arg(preview.target.name), preview.target.note, tr("read this"), -1);
    addDeployments(preview);
    m_grid->setRowStretch(m_grid->rowCount(), 1);
    m_confirmField->setVisible(preview.needsStageName);
    m_confirmField->setHint(tr("%1 is protected. Type its name to go on.").arg(preview.stage));
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
    if (!m_go->isEnabled())
        return;
    m_writing = true;
    m_problem->hide();
    updateButton();
    onFinished(runAsync(&m_services.writer,
                        [library = m_library, model = m_model, preview = *m_preview,
                         reason = m_reason->text().trimmed()](const Job &) {
                            return library.assign(model, preview.target.name, preview.stage, reason);
                        }),
               this, [this](const Result<registry::StageChange> &change) {
                   m_writing = false;
                   if (change) {
                       m_change = *change;
                       accept();
                       return;
                   }
                   updateButton();
                   m_problem->setTone(Tone::Bad);
                   m_problem->setText(change.error().message);
                   m_problem->setToolTip(change.error().detail);
                   m_problem->show();
               });
}

// The write cannot be stopped half-way: leaving waits for it.
void RollbackDialog::reject()
{
    if (!m_writing)
        QDialog::reject();
}

} // namespace vitrine::ui
