// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/deploy/trypanel.h"

#include "ui/deploy/requestsnippet.h"
#include "ui/theme/tokens.h"
#include "ui/widgets/labels.h"

#include <QClipboard>
#include <QComboBox>
#include <QFormLayout>
#include <QGuiApplication>
#include <QHBoxLayout>
#include <QJsonDocument>
#include <QLabel>
#include <QLineEdit>
#include <QPlainTextEdit>
#include <QPushButton>
#include <QVBoxLayout>

using namespace Qt::StringLiterals;

namespace vitrine::ui {

namespace {

QPlainTextEdit *codeBox(const QString &name, const QString &accessible, QWidget *parent)
{
    auto *box = new QPlainTextEdit(parent);
    box->setObjectName(name);
    box->setAccessibleName(accessible);
    box->setReadOnly(true);
    box->setTabChangesFocus(true);
    box->setFont(ui::font(TextRole::Fixed));
    box->setLineWrapMode(QPlainTextEdit::WidgetWidth);
    return box;
}

QString exampleText(const format::Column &column)
{
    if (column.example.isUndefined() || column.example.isNull())
        return column.levels.value(0);
    return column.example.toVariant().toString();
}

QString valueOf(const QWidget *editor)
{
    if (const auto *choice = qobject_cast<const QComboBox *>(editor))
        return choice->currentText();
    return static_cast<const QLineEdit *>(editor)->text();
}

} // namespace

TryPanel::TryPanel(QWidget *parent)
    : QWidget(parent)
    , m_form(new QFormLayout)
    , m_send(new QPushButton(tr("Send"), this))
    , m_outcome(new TextLabel({}, TextRole::Caption, Tone::Muted, this))
    , m_answer(codeBox(u"tryAnswer"_s, tr("Answer of the server"), this))
    , m_language(new QComboBox(this))
    , m_snippet(codeBox(u"trySnippet"_s, tr("The request as code"), this))
    , m_copy(new QPushButton(tr("Copy"), this))
{
    setObjectName(u"tryPanel"_s);
    m_send->setObjectName(u"trySend"_s);
    m_send->setAccessibleName(tr("Send the request"));
    m_send->setDefault(true);
    m_copy->setObjectName(u"tryCopy"_s);
    m_copy->setAccessibleName(tr("Copy the code"));
    m_answer->setPlaceholderText(tr("The answer of the server"));
    m_language->setObjectName(u"tryLanguage"_s);
    m_language->setAccessibleName(tr("Language of the code"));
    m_language->addItems({u"curl"_s, u"Python"_s, u"R"_s});
    m_form->setFieldGrowthPolicy(QFormLayout::AllNonFixedFieldsGrow);
    m_form->setVerticalSpacing(Space::xs);

    auto *sending = new QHBoxLayout;
    sending->addWidget(m_send);
    sending->addWidget(m_outcome, 1);
    auto *coding = new QHBoxLayout;
    coding->addWidget(m_language);
    coding->addStretch(1);
    coding->addWidget(m_copy);
    auto *layout = new QVBoxLayout(this);
    layout->setSpacing(Space::s);
    layout->addLayout(m_form);
    layout->addLayout(sending);
    layout->addWidget(m_answer, 1);
    layout->addLayout(coding);
    layout->addWidget(m_snippet, 1);

    connect(m_send, &QPushButton::clicked, this, &TryPanel::send);
    connect(m_copy, &QPushButton::clicked, this,
            [this] { QGuiApplication::clipboard()->setText(m_snippet->toPlainText()); });
    connect(m_language, &QComboBox::currentIndexChanged, this, &TryPanel::updateSnippet);
    connect(&m_client, &serving::PredictClient::answered, this, &TryPanel::show);
    setServer({});
}

void TryPanel::setPrototype(const format::Prototype &prototype)
{
    if (prototype == m_prototype && !m_editors.isEmpty())
        return;
    m_prototype = prototype;
    m_editors.clear();
    while (m_form->rowCount() > 0)
        m_form->removeRow(0);
    QWidget *previous = nullptr;
    for (const format::Column &column : prototype.columns) {
        QWidget *editor = nullptr;
        if (column.levels.isEmpty()) {
            auto *line = new QLineEdit(exampleText(column), this);
            connect(line, &QLineEdit::textChanged, this, &TryPanel::updateSnippet);
            connect(line, &QLineEdit::returnPressed, this, &TryPanel::send);
            editor = line;
        } else {
            auto *choice = new QComboBox(this);
            choice->addItems(column.levels);
            choice->setCurrentText(exampleText(column));
            connect(choice, &QComboBox::currentTextChanged, this, &TryPanel::updateSnippet);
            editor = choice;
        }
        editor->setObjectName(u"tryField_"_s + column.name);
        editor->setAccessibleName(column.name);
        editor->setToolTip(column.description);
        m_form->addRow(column.unit.isEmpty() ? column.name : u"%1 (%2)"_s.arg(column.name, column.unit),
                       editor);
        // QFormLayout centres a label in less than the height of its field.
        m_form->labelForField(editor)->setMinimumHeight(editor->sizeHint().height());
        m_editors.insert(column.name, editor);
        setTabOrder(previous ? previous : this, editor);
        previous = editor;
    }
    if (previous)
        setTabOrder(previous, m_send);
    m_answer->clear();
    updateSnippet();
}

void TryPanel::setServer(const QUrl &url)
{
    m_server = url;
    m_send->setEnabled(url.isValid() && !url.isEmpty());
    m_outcome->setText(m_send->isEnabled() ? QString() : tr("Starts answering when the server runs."));
    updateSnippet();
}

QMap<QString, QString> TryPanel::typed() const
{
    QMap<QString, QString> values;
    for (auto it = m_editors.cbegin(); it != m_editors.cend(); ++it)
        values.insert(it.key(), valueOf(it.value()));
    return values;
}

void TryPanel::send()
{
    if (!m_send->isEnabled())
        return;
    m_outcome->setTone(Tone::Muted);
    m_outcome->setText(tr("Waiting for the answer…"));
    m_client.predict(m_server, requestBody(m_prototype, typed()));
}

void TryPanel::show(const Result<serving::PredictAnswer> &answer)
{
    if (!answer) {
        m_outcome->setTone(Tone::Bad);
        m_outcome->setText(answer.error().message);
        m_answer->clear();
        return;
    }
    const bool good = answer->status < 300;
    m_outcome->setTone(good ? Tone::Good : Tone::Bad);
    m_outcome->setText(tr("%1 %2 in %3 ms")
                           .arg(good ? u"✓"_s : u"✗"_s)
                           .arg(answer->status)
                           .arg(answer->milliseconds, 0, 'f', 1));
    const QJsonDocument document = QJsonDocument::fromJson(answer->body);
    const QByteArray text =
        document.isNull() || good ? answer->body : document.toJson(QJsonDocument::Indented);
    m_answer->setPlainText(QString::fromUtf8(text));
}

void TryPanel::updateSnippet()
{
    const QUrl server = m_server.isEmpty() ? QUrl(u"http://127.0.0.1:8080"_s) : m_server;
    m_snippet->setPlainText(requestSnippet(static_cast<Client>(m_language->currentIndex()), server,
                                           requestBody(m_prototype, typed())));
}

} // namespace vitrine::ui
