// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/registry/library.h"
#include "core/serving/deployment.h"
#include "ui/monitor/apidescription.h"
#include "ui/services/latest.h"
#include "ui/services/services.h"

#include <QNetworkAccessManager>
#include <QPointer>
#include <QWidget>

#include <optional>

class QAbstractItemModel;
class QNetworkReply;
class QPlainTextEdit;
class QAction;
class QBoxLayout;
class QPushButton;
class QStandardItemModel;

namespace vitrine::ui {

class ChoiceBox;
class FaceStack;
class Table;
class TextLabel;

// How programs ask the running deployment of a model: its endpoints as the server itself describes them, the
// input columns of the version that it serves, a call to be pasted, and the way to the server's own page.
class ApiView final : public QWidget
{
    Q_OBJECT
public:
    explicit ApiView(Services &services, QWidget *parent = nullptr);

    // `stage`: what is served when it points at a version; may be empty.
    void setModel(const registry::Library &library, const QString &model, const QString &stage);
    QWidget *picture() const;                // what is visible, for exports
    const QAbstractItemModel *table() const; // the same as rows
    void refresh();                          // when it becomes visible

signals:
    void serveRequested(const QString &model, const QString &version, const QString &stage);

protected:
    void showEvent(QShowEvent *event) override;
    void resizeEvent(QResizeEvent *event) override;

private:
    void layOutContent();
    void arrangeTables();
    void startAgain();
    void watchDeployments();
    QList<serving::Deployment> deployments() const; // of the model, the running ones first
    void showDeployments();
    void ask();
    void forgetAnswers();
    void readDocument(QNetworkReply *reply);
    void readPrototype(const ApiDescription &description);
    void show(const ApiDescription &description, const format::Prototype &prototype);
    void showNothing(const QList<serving::Deployment> &deployments);
    void offerToServe(const QString &stage, const QString &version);
    void openDocumentation() const;

    Services &m_services;
    std::optional<registry::Library> m_library;
    QString m_model;
    QString m_stage;
    std::pair<QString, QString> m_served; // what the button serves: a version, or a stage
    serving::Deployment m_deployment;     // that is described
    bool m_stale = true;

    ChoiceBox *m_choice;
    TextLabel *m_summary;
    QPushButton *m_open;
    QPushButton *m_copy;
    Table *m_endpointView;
    QStandardItemModel *m_endpoints;
    Table *m_columnView;
    QStandardItemModel *m_columns;
    QPlainTextEdit *m_curl;
    int m_endpointRoom = 0; // that the tables need, in pixels
    int m_columnRoom = 0;
    QBoxLayout *m_tables; // side by side where both have room
    QWidget *m_content;
    QAction *m_serve;
    QAction *m_start;
    FaceStack *m_faces;
    QNetworkAccessManager m_network;
    QPointer<QNetworkReply> m_reply;
    Latest<format::Prototype> m_prototype;
    Latest<registry::Model> m_registered;
};

} // namespace vitrine::ui
