// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/widgets/document.h"

#include <QSignalSpy>
#include <QTcpServer>
#include <QTest>
#include <QTextTable>

using namespace Qt::StringLiterals;
using namespace vitrine::ui;

class tst_Document final : public QObject
{
    Q_OBJECT
private slots:
    void markdownIsRendered();
    void nothingIsLoadedFromTheNetwork();
    void nothingIsLoadedFromTheDisk();
    void ownLinksAreReported();
};

void tst_Document::markdownIsRendered()
{
    Document document(u"card"_s, u"Card"_s);
    document.setMarkdownText(u"# Weather\n\nText with **weight**.\n\n| a | b |\n|---|---|\n| 1 | 2 |\n"_s);
    const QString text = document.toPlainText();
    QVERIFY(text.contains(u"Weather") && !text.contains(u'#') && !text.contains(u'*'));
    int tables = 0;
    for (const QTextFrame *frame : document.document()->rootFrame()->childFrames())
        tables += qobject_cast<const QTextTable *>(frame) != nullptr;
    QCOMPARE(tables, 1);
}

void tst_Document::nothingIsLoadedFromTheNetwork()
{
    QTcpServer server;
    QVERIFY(server.listen(QHostAddress::LocalHost));
    QSignalSpy asked(&server, &QTcpServer::newConnection);
    Document document(u"card"_s, u"Card"_s);
    document.resize(600, 400);
    document.show();
    document.setMarkdownText(u"![spy](http://127.0.0.1:%1/pixel.png) text"_s.arg(server.serverPort()));
    QVERIFY(QTest::qWaitForWindowExposed(&document));
    document.grab();
    QVERIFY(!asked.wait(300));
}

void tst_Document::nothingIsLoadedFromTheDisk()
{
    Document document(u"card"_s, u"Card"_s);
    QVERIFY(document.loadResource(QTextDocument::ImageResource, QUrl::fromLocalFile(u"/etc/hostname"_s))
                .isNull());
    QVERIFY(document.loadResource(QTextDocument::HtmlResource, QUrl(u"file:///etc/hostname"_s)).isNull());
}

void tst_Document::ownLinksAreReported()
{
    Document document(u"facts"_s, u"Facts"_s);
    document.setHtmlMaker([] { return u"<a href='copy:abc'>abc</a>"_s; });
    QSignalSpy activated(&document, &Document::ownLinkActivated);
    emit document.anchorClicked(QUrl(u"copy:abc"_s));
    QCOMPARE(activated.count(), 1);
    QCOMPARE(activated.first().first().toUrl().path(), u"abc"_s);
}

QTEST_MAIN(tst_Document)
#include "tst_document.moc"
