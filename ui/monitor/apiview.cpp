// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/monitor/apiview.h"

#include "core/serving/deployments.h"
#include "ui/theme/tokens.h"
#include "ui/widgets/facestack.h"
#include "ui/widgets/itemroles.h"
#include "ui/widgets/labels.h"
#include "ui/widgets/table.h"

#include <QClipboard>
#include <QComboBox>
#include <QDesktopServices>
#include <QGuiApplication>
#include <QHBoxLayout>
#include <QNetworkReply>
#include <QPlainTextEdit>
#include <QPushButton>
#include <QSignalBlocker>
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
constexpr int curlLines = 5;
constexpr int leastText = 120; // pixels of the column that takes what is left

QStandardItem *item(const QString &text, bool fixed = false)
{
    auto *made = new QStandardItem(text);
    made->setEditable(false);
    made->setToolTip(text);
    made->setData(fixed, FixedRole);
    return made;
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
    , m_choice(new QComboBox(this))
    , m_summary(new TextLabel({}, TextRole::Body, Tone::Neutral))
    , m_open(new QPushButton(tr("Open the server's documentation")))
    , m_copy(new QPushButton(tr("Copy")))
    , m_endpointView(new Table(u"apiEndpoints"_s, tr("Endpoints of the server")))
    , m_endpoints(new QStandardItemModel(this))
    , m_columnView(new Table(u"apiColumns"_s, tr("Input columns of a request")))
    , m_columns(new QStandardItemModel(this))
    , m_curl(new QPlainTextEdit)
    , m_content(new QWidget)
    , m_faces(nullptr)
{
    setObjectName(u"apiView"_s);
    m_choice->setObjectName(u"apiDeployment"_s);
    m_choice->setAccessibleName(tr("Deployment that is described"));
    m_choice->setSizeAdjustPolicy(QComboBox::AdjustToContents);
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
    m_faces = new FaceStack(m_content, u"api"_s, this);
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(Space::m);
    layout->addWidget(m_choice, 0, Qt::AlignLeft);
    layout->addWidget(m_faces, 1);
    m_choice->hide();

    connect(m_choice, &QComboBox::activated, this, &ApiView::ask);
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
    auto *tables = new QHBoxLayout;
    tables->setSpacing(Space::m);
    const auto addTable = [&](const QString &title, Table *table) {
        auto *column = new QVBoxLayout;
        column->setSpacing(Space::s);
        column->addWidget(new TextLabel(title, TextRole::Lead, Tone::Neutral));
        column->addWidget(table, 1);
        tables->addLayout(column, 1);
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
    layout->addLayout(tables, 1);
    layout->addLayout(example);
    layout->addWidget(m_curl);
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

void ApiView::setModel(const registry::Library &library, const QString &model)
{
    const bool same = m_library && m_library->path() == library.path() && m_model == model;
    m_library = library;
    m_model = model;
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
    const QString before = m_choice->currentData().toString();
    m_choice->clear();
    const QList<Deployment> all = deployments();
    for (const Deployment &each : all) {
        if (each.state == DeploymentState::Running)
            m_choice->addItem(tr("%1 at %2").arg(each.servedVersion, addressOf(each)), each.id);
    }
    m_choice->setVisible(m_choice->count() > 1);
    if (m_choice->count() == 0)
        return showNothing(all);
    m_choice->setCurrentIndex(std::max(0, m_choice->findData(before)));
    ask();
}

void ApiView::forgetAnswers()
{
    if (QNetworkReply *before = std::exchange(m_reply, nullptr))
        before->abort();
    m_prototype.forget();
}

void ApiView::showNothing(const QList<Deployment> &deployments)
{
    forgetAnswers();
    m_deployment = deployments.isEmpty() ? Deployment() : deployments.last();
    if (m_deployment.state == DeploymentState::Starting)
        return m_faces->showLoading(tr("Waiting for the server of %1 to start").arg(m_model));
    const bool failed = m_deployment.state == DeploymentState::Failed && !m_deployment.problem.isEmpty();
    m_faces->setEmptyText(
        u"deploy"_s, tr("No server answers for %1").arg(m_model),
        failed ? tr("%1 Start it again on the page Deploy.").arg(m_deployment.problem)
               : tr("Serve a version, or what a stage points at, on the page Deploy. Then its endpoints, the "
                    "columns that they take and an example are here."));
    m_faces->showEmpty();
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
    m_endpointView->resizeColumnsToContents();
    m_endpointView->setStretchColumn(2, leastText);
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
    m_columnView->resizeColumnsToContents();
    m_columnView->setStretchColumn(3, leastText);
    m_curl->setPlainText(curlExample(m_deployment.url, prototype, description.example));
    m_faces->showFilled();
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
