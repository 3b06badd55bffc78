// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/format/prototype.h"
#include "core/serving/predictclient.h"

#include <QMap>
#include <QWidget>

class QComboBox;
class QFormLayout;
class QLineEdit;
class QPlainTextEdit;
class QPushButton;

namespace vitrine::ui {

class TextLabel;

// A form made from a prototype that asks the real server, and the same request as code.
class TryPanel final : public QWidget
{
    Q_OBJECT
public:
    explicit TryPanel(QWidget *parent = nullptr);

    void setPrototype(const format::Prototype &prototype);
    // An invalid URL: nothing listens, so nothing can be sent.
    void setServer(const QUrl &url);

private:
    QMap<QString, QString> typed() const;
    void send();
    void show(const Result<serving::PredictAnswer> &answer);
    void updateSnippet();

    format::Prototype m_prototype;
    QUrl m_server;
    serving::PredictClient m_client;
    QFormLayout *m_form;
    QMap<QString, QWidget *> m_editors;
    QPushButton *m_send;
    TextLabel *m_outcome;
    QPlainTextEdit *m_answer;
    QComboBox *m_language;
    QPlainTextEdit *m_snippet;
    QPushButton *m_copy;
};

} // namespace vitrine::ui
