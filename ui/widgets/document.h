// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QTextBrowser>

#include <functional>

namespace vitrine::ui {

// Shows Markdown or our own HTML from a library. Nothing is ever loaded, from the network or from the disk:
// what a model card links to opens in the browser only when the user clicks on it.
class Document final : public QTextBrowser
{
    Q_OBJECT
public:
    explicit Document(const QString &name, const QString &accessibleName, QWidget *parent = nullptr);

    void setMarkdownText(const QString &markdown);
    // Made again with the colours of the moment whenever they change.
    void setHtmlMaker(std::function<QString()> maker);

    QVariant loadResource(int type, const QUrl &name) override;

signals:
    // A link of ours ("copy:text", "note:"); web addresses are opened, anything else is ignored.
    void ownLinkActivated(const QUrl &link);

protected:
    void changeEvent(QEvent *event) override;
    void resizeEvent(QResizeEvent *event) override;

private:
    void render();
    void dressTables();
    void follow(const QUrl &link);
    QString m_markdown;
    std::function<QString()> m_maker;
};

} // namespace vitrine::ui
