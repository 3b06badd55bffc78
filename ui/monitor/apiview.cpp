// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/monitor/apiview.h"

#include "core/serving/deployments.h"
#include "ui/monitor/choicebox.h"
#include "ui/theme/tokens.h"
#include "ui/widgets/facestack.h"
#include "ui/widgets/itemroles.h"
#include "ui/widgets/labels.h"
#include "ui/widgets/table.h"

#include <QAction>
#include <QClipboard>
#include <QDesktopServices>
#include <QGuiApplication>
#include <QHBoxLayout>
#include <QHeaderView>
#include <QNetworkReply>
#include <QPlainTextEdit>
#include <QPushButton>
#include <QScrollArea>
#include <QStandardItemModel>
#include <QToolTip>

#include <algorithm>
#include <utility>

using namespace Qt::StringLiterals;

namespace vitrine::ui {

namespace {

using serving::Deployment;
using serving::DeploymentState;

constexpr int patienceMs = 5000;
constexpr int curlLines = 4;
constexpr int widestText = 420; // pixels that the column that takes what is left keeps at least
constexpr int mostRows = 40;    // of a table that is shown whole

QStandardItem *item(const QString &text, bool fixed = false)
{
    auto *made = new QStandardItem(text);
    made->setEditable(false);
    made->setToolTip(text);
    made->setData(fixed, FixedRole);
    return made;
}

// Every column has the room that its texts need, the last one what is left; and all rows are there, so that
// the page scrolls as one. Returns the width that it needs for that.
int showWhole(Table *table, int last)
{
    table->setStretchColumn(-1, 0);
    table->resizeColumnsToContents();
    const int text = std::min(widestText, table->columnWidth(last));
    int room = text;
    for (int column = 0; column < last; ++column)
        room += table->columnWidth(column);
    table->setStretchColumn(last, text);
    const int rows = std::min(mostRows, table->model()->rowCount());
    table->setFixedHeight(table->horizontalHeader()->sizeHint().height() +
                          rows * table->verticalHeader()->defaultSectionSize() + 1);
    return room;
}

QString addressOf(const Deployment &deployment)
{
    return deployment.url.toString(QUrl::RemovePath);
}

QString exampleText(const QJsonValue &value)
{
    if (value.isUndefined() || value.isNull())
        return u"–"_s;
    return value.isString() ? value.toString() : value.toVariant().toString();
}

} // namespace

ApiView::ApiView(Services &services, QWidget *parent)
    : QWidget(parent)
    , m_services(services)
    , m_choice(new ChoiceBox(u"apiDeployment"_s, tr("Deployment that is described"), this))
    , m_summary(new TextLabel({}, TextRole::Body, Tone::Neutral))
    , m_open(new QPushButton(tr("Open the server's documentation")))
    , m_copy(new QPushButton(tr("Copy")))
    , m_endpointView(new Table(u"apiEndpoints"_s, tr("Endpoints of the server")))
    , m_endpoints(new QStandardItemModel(this))
    , m_columnView(new Table(u"apiColumns"_s, tr("Input columns of a request")))
    , m_columns(new QStandardItemModel(this))
    , m_curl(new QPlainTextEdit)
    , m_tables(new QBoxLayout(QBoxLayout::LeftToRight))
    , m_content(new QWidget)
    , m_serve(new QAction(this))
    , m_start(new QAction(tr("Start its server"), this))
    , m_faces(nullptr)
{
    setObjectName(u"apiView"_s);
    m_serve->setObjectName(u"apiServe"_s);
    m_start->setObjectName(u"apiStart"_s);
    m_summary->setObjectName(u"apiSummary"_s);
    m_summary->setWordWrap(true);
    m_open->setObjectName(u"apiOpen"_s);
    m_open->setAccessibleName(m_open->text());
    m_copy->setObjectName(u"apiCopy"_s);
    m_copy->setAccessibleName(tr("Copy the example"));
    m_curl->setObjectName(u"apiCurl"_s);
    m_curl->setAccessibleName(tr("Example of a request for curl"));
    m_curl->setReadOnly(true);
    m_curl->setTabChangesFocus(true);
    m_curl->setFont(ui::font(TextRole::Fixed));
    m_curl->setFixedHeight(m_curl->fontMetrics().lineSpacing() * curlLines + 2 * Space::m);

    layOutContent();
    auto *scroll = new QScrollArea;
    scroll->setObjectName(u"apiScroll"_s);
    scroll->setFrameShape(QFrame::NoFrame);
    scroll->setWidgetResizable(true);
    scroll->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    scroll->setFocusPolicy(Qt::NoFocus);
    scroll->setWidget(m_content);
    scroll->viewport()->setAutoFillBackground(false);
    m_content->setAutoFillBackground(false);
    m_faces = new FaceStack(scroll, u"api"_s, this);
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(Space::m);
    layout->addWidget(m_choice, 0, Qt::AlignLeft);
    layout->addWidget(m_faces, 1);
    m_choice->hide();

    connect(m_choice, &QComboBox::activated, this, &ApiView::ask);
    connect(m_serve, &QAction::triggered, this,
            [this] { emit serveRequested(m_model, m_served.first, m_served.second); });
    connect(m_start, &QAction::triggered, this, &ApiView::startAgain);
    connect(m_open, &QPushButton::clicked, this, &ApiView::openDocumentation);
    connect(m_copy, &QPushButton::clicked, this, [this] {
        QGuiApplication::clipboard()->setText(m_curl->toPlainText());
        QToolTip::showText(m_copy->mapToGlobal(QPoint(0, m_copy->height())), tr("Copied"), m_copy);
    });
    connect(m_faces, &FaceStack::retryRequested, this, &ApiView::ask);
    watchDeployments();
}

void ApiView::layOutContent()
{
    auto *top = new QHBoxLayout;
    top->setSpacing(Space::m);
    top->addWidget(m_summary, 1);
    top->addWidget(m_open);
    m_endpointView->setModel(m_endpoints);
    m_columnView->setModel(m_columns);
    m_tables->setSpacing(Space::l);
    const auto addTable = [&](const QString &title, Table *table) {
        auto *column = new QVBoxLayout;
        column->setSpacing(Space::s);
        column->addWidget(new TextLabel(title, TextRole::Lead, Tone::Neutral));
        column->addWidget(table);
        column->addStretch(1);
        m_tables->addLayout(column, 1);
    };
    addTable(tr("Endpoints"), m_endpointView);
    addTable(tr("Input columns"), m_columnView);
    auto *example = new QHBoxLayout;
    example->addWidget(new TextLabel(tr("Example"), TextRole::Lead, Tone::Neutral), 1);
    example->addWidget(m_copy);
    auto *layout = new QVBoxLayout(m_content);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(Space::m);
    layout->addLayout(top);
    layout->addLayout(example);
    layout->addWidget(m_curl);
    layout->addLayout(m_tables);
    layout->addStretch(1);
}

void ApiView::watchDeployments()
{
    const auto look = [this] {
        m_stale = true;
        if (isVisible())
            refresh();
    };
    connect(&m_services.deployments, &serving::Deployments::added, this, look);
    connect(&m_services.deployments, &serving::Deployments::removed, this, look);
    connect(&m_services.deployments, &serving::Deployments::changed, this, [this, look](const QString &id) {
        const Deployment now = m_services.deployments.deployment(id);
        const bool figuresOnly = now.id == m_deployment.id && now.state == m_deployment.state &&
                                 now.url == m_deployment.url &&
                                 now.servedVersion == m_deployment.servedVersion;
        if (!figuresOnly)
            look();
    });
}

void ApiView::setModel(const registry::Library &library, const QString &model, const QString &stage)
{
    const bool same =
        m_library && m_library->path() == library.path() && m_model == model && m_stage == stage;
    m_library = library;
    m_model = model;
    m_stage = stage;
    if (same)
        return;
    m_deployment = {};
    m_stale = true;
    if (isVisible())
        refresh();
}

QList<Deployment> ApiView::deployments() const
{
    QList<Deployment> of = m_services.deployments.all();
    of.removeIf([this](const Deployment &each) {
        return !m_library || each.request.library != m_library->path() || each.request.model != m_model;
    });
    std::stable_partition(of.begin(), of.end(),
                          [](const Deployment &each) { return each.state == DeploymentState::Running; });
    return of;
}

void ApiView::refresh()
{
    if (m_stale && m_library)
        showDeployments();
}

void ApiView::showDeployments()
{
    m_stale = false;
    const QList<Deployment> all = deployments();
    QList<Choice> running;
    for (const Deployment &each : all) {
        if (each.state == DeploymentState::Running)
            running << Choice{tr("%1 at %2").arg(each.servedVersion, addressOf(each)), each.id};
    }
    m_choice->offer(running);
    m_choice->setVisible(running.size() > 1);
    if (running.isEmpty())
        return showNothing(all);
    ask();
}

void ApiView::forgetAnswers()
{
    if (QNetworkReply *before = std::exchange(m_reply, nullptr))
        before->abort();
    m_prototype.forget();
    m_registered.forget();
}

void ApiView::showNothing(const QList<Deployment> &deployments)
{
    forgetAnswers();
    m_deployment = deployments.isEmpty() ? Deployment() : deployments.last();
    if (m_deployment.state == DeploymentState::Starting)
        return m_faces->showLoading(tr("Waiting for the server of %1 to start").arg(m_model));
    m_registered.ask(
        runAsync(&m_services.readers,
                 [library = *m_library, name = m_model](const Job &job) -> Result<registry::Model> {
                     VT_TRY(const QList<registry::Model> models, library.models(job));
                     for (const registry::Model &model : models) {
                         if (model.name == name)
                             return model;
                     }
                     return registry::Model(); // observed, but not in the library
                 }),
        this, [this](const Result<registry::Model> &model) {
            if (model) {
                const QMap<QString, QString> &stages = model->stages;
                const QString stage = stages.contains(m_stage) ? m_stage : stages.keys().value(0);
                offerToServe(stage, model->latest);
            } else if (model.error().code != Error::Code::Cancelled) {
                m_faces->showFailed(model.error());
            }
        });
}

void ApiView::offerToServe(const QString &stage, const QString &version)
{
    const bool failed = m_deployment.state == DeploymentState::Failed && !m_deployment.problem.isEmpty();
    const bool stopped = m_deployment.state == DeploymentState::Stopped && !m_deployment.id.isEmpty();
    m_served = {stage.isEmpty() ? version : QString(), stage};
    const QString target = stage.isEmpty() ? version : stage;
    m_serve->setText(tr("Serve %1").arg(target));
    QList<QAction *> actions;
    if (failed || stopped)
        actions << m_start;
    if (!target.isEmpty())
        actions << m_serve;
    const QString next =
        target.isEmpty()
            ? tr("The library has no version of it that could be served. Register one, then serve it here.")
            : tr("Once a server runs, its endpoints, the columns that they take and an example are here.");
    m_faces->setEmptyText(u"deploy"_s, tr("No server answers for %1").arg(m_model),
                          failed ? m_deployment.problem : next, actions);
    m_faces->showEmpty();
}

void ApiView::startAgain()
{
    m_services.deployments.restart(m_deployment.id);
}

void ApiView::ask()
{
    forgetAnswers();
    m_deployment = m_services.deployments.deployment(m_choice->currentData().toString());
    m_faces->showLoading(tr("Asking %1").arg(addressOf(m_deployment)));
    QNetworkRequest request(m_deployment.url.resolved(QUrl(u"/openapi.json"_s)));
    request.setTransferTimeout(patienceMs);
    QNetworkReply *reply = m_network.get(request);
    m_reply = reply;
    connect(reply, &QNetworkReply::finished, this, [this, reply] {
        reply->deleteLater();
        if (reply == m_reply)
            readDocument(reply);
    });
}

void ApiView::readDocument(QNetworkReply *reply)
{
    m_reply.clear();
    if (reply->error() != QNetworkReply::NoError)
        return m_faces->showFailed(
            Error{Error::Code::Io,
                  tr("%1 does not say what it answers. See its log on the page Deploy, then try again.")
                      .arg(addressOf(m_deployment)),
                  reply->errorString()});
    const auto description = apiDescription(reply->readAll());
    if (!description)
        return m_faces->showFailed(description.error());
    readPrototype(*description);
}

// The library knows the order, the units and the meaning of the columns, which the server does not tell.
void ApiView::readPrototype(const ApiDescription &description)
{
    m_prototype.ask(runAsync(&m_services.readers,
                             [library = *m_library, model = m_model, version = m_deployment.servedVersion](
                                 const Job &) -> Result<format::Prototype> {
                                 VT_TRY(const registry::VersionDetails details,
                                        library.details(model, version));
                                 return details.metadata.prototype;
                             }),
                    this, [this, description](const Result<format::Prototype> &prototype) {
                        if (prototype)
                            return show(description, *prototype);
                        if (prototype.error().code != Error::Code::Cancelled)
                            m_faces->showFailed(prototype.error());
                    });
}

void ApiView::show(const ApiDescription &description, const format::Prototype &prototype)
{
    m_summary->setText(tr("%1 %2 answers at %3").arg(m_model, description.version, addressOf(m_deployment)));
    m_endpoints->clear();
    m_endpoints->setHorizontalHeaderLabels({tr("Method"), tr("Address"), tr("What it does")});
    for (const ApiDescription::Endpoint &endpoint : description.endpoints)
        m_endpoints->appendRow(
            {item(endpoint.method, true), item(endpoint.path, true), item(endpoint.summary)});
    m_columns->clear();
    m_columns->setHorizontalHeaderLabels({tr("Column"), tr("Type"), tr("Example"), tr("Meaning")});
    for (const format::Column &column : prototype.columns) {
        const QJsonValue example =
            column.example.isUndefined() ? description.example.value(column.name) : column.example;
        QStringList meaning{column.description, column.unit, column.levels.join(u", "_s)};
        meaning.removeAll(QString());
        m_columns->appendRow({item(column.name, true), item(format::columnTypeName(column.type)),
                              item(exampleText(example)), item(meaning.join(u" · "_s))});
    }
    m_endpointRoom = showWhole(m_endpointView, 2);
    m_columnRoom = showWhole(m_columnView, 3);
    arrangeTables();
    m_curl->setPlainText(curlExample(m_deployment.url, prototype, description.example));
    m_faces->showFilled();
}

void ApiView::arrangeTables()
{
    const bool beside = m_endpointRoom + m_columnRoom + m_tables->spacing() <= width();
    m_tables->setDirection(beside ? QBoxLayout::LeftToRight : QBoxLayout::TopToBottom);
    m_tables->setStretch(0, beside ? m_endpointRoom : 0);
    m_tables->setStretch(1, beside ? m_columnRoom : 0);
}

// What came while another page was shown, or the whole view was still loading.
void ApiView::showEvent(QShowEvent *event)
{
    QWidget::showEvent(event);
    refresh();
}

void ApiView::resizeEvent(QResizeEvent *event)
{
    QWidget::resizeEvent(event);
    arrangeTables();
}

void ApiView::openDocumentation() const
{
    QDesktopServices::openUrl(m_deployment.url.resolved(QUrl(u"/__docs__"_s)));
}

QWidget *ApiView::picture() const
{
    return m_content;
}

const QAbstractItemModel *ApiView::table() const
{
    return m_columnView->model();
}

} // namespace vitrine::ui
