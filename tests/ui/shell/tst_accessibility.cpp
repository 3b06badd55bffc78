// SPDX-License-Identifier: GPL-3.0-or-later
// Walks every widget of the window: what can be used has a name for people and one for tests, and can be
// reached with the Tab key.
#include "tests/ui/support/demolibrary.h"
#include "tests/ui/support/fakeprompter.h"
#include "tests/ui/support/servicesfixture.h"
#include "ui/library/librarypage.h"
#include "ui/model/modelpage.h"
#include "ui/shell/mainwindow.h"
#include "ui/theme/tokens.h"
#include "ui/widgets/facestack.h"

#include <QAbstractButton>
#include <QAbstractItemView>
#include <QAbstractSpinBox>
#include <QAccessible>
#include <QComboBox>
#include <QHeaderView>
#include <QKeySequenceEdit>
#include <QLineEdit>
#include <QPlainTextEdit>
#include <QTest>
#include <QTextEdit>

#include <memory>

using namespace Qt::StringLiterals;
using namespace vitrine;
using namespace vitrine::ui;

namespace {

bool isInteractive(const QWidget *widget)
{
    if (qobject_cast<const QHeaderView *>(widget) || widget->objectName().startsWith(u"qt_"))
        return false;
    // The line of an editable combo box speaks for the box.
    if (qobject_cast<const QLineEdit *>(widget) && qobject_cast<const QComboBox *>(widget->parentWidget()))
        return false;
    if (qobject_cast<const QKeySequenceEdit *>(widget->parentWidget()))
        return false;
    const bool ownedByStyle = widget->metaObject()->className() == QByteArray("QLineEditIconButton") ||
                              widget->metaObject()->className() == QByteArray("QComboBoxListView") ||
                              widget->metaObject()->className() == QByteArray("QTableCornerButton");
    if (ownedByStyle)
        return false;
    return qobject_cast<const QAbstractButton *>(widget) || qobject_cast<const QLineEdit *>(widget) ||
           qobject_cast<const QComboBox *>(widget) || qobject_cast<const QAbstractSpinBox *>(widget) ||
           qobject_cast<const QAbstractItemView *>(widget) || qobject_cast<const QPlainTextEdit *>(widget) ||
           qobject_cast<const QTextEdit *>(widget);
}

QString describe(const QWidget *widget)
{
    QStringList path;
    for (const QWidget *w = widget; w; w = w->parentWidget())
        path.prepend(w->objectName().isEmpty() ? QString::fromLatin1(w->metaObject()->className())
                                               : w->objectName());
    return path.join(u'/');
}

} // namespace

class tst_Accessibility final : public QObject
{
    Q_OBJECT
private slots:
    void initTestCase();
    void everyControlHasAName();
    void everyVisibleControlIsReachedByTheTabKey_data();
    void everyVisibleControlIsReachedByTheTabKey();
    void cleanupTestCase();

private:
    void showPage(int page);
    QTemporaryDir m_dir;
    std::unique_ptr<test::ServicesFixture> m_services;
    test::FakePrompter m_prompter;
    std::unique_ptr<MainWindow> m_window;
};

void tst_Accessibility::initTestCase()
{
    applyTheme(*qApp, ColourScheme::Light);
    const QString path = m_dir.filePath(u"weather.git"_s);
    QVERIFY(test::makeDemoLibrary(path));
    m_services = std::make_unique<test::ServicesFixture>();
    m_window = std::make_unique<MainWindow>(m_services->services, m_prompter);
    m_window->resize(1500, 900);
    m_window->show();
    QVERIFY(QTest::qWaitForWindowActive(m_window.get()));
    m_window->openLibrary(path);
    QTRY_COMPARE(m_window->libraryPage()->models().size(), 2);
    m_window->showModel(u"seattle-tmax"_s);
    QTRY_COMPARE(m_window->findChild<FaceStack *>(u"modelFaces"_s)->face(), FaceStack::Face::Filled);
}

void tst_Accessibility::cleanupTestCase()
{
    m_window.reset();
    m_services.reset();
}

void tst_Accessibility::everyControlHasAName()
{
    QStringList nameless;
    int controls = 0;
    for (const QWidget *widget : m_window->findChildren<QWidget *>()) {
        if (!isInteractive(widget))
            continue;
        ++controls;
        if (widget->objectName().isEmpty())
            nameless << u"no object name: "_s + describe(widget);
        QAccessibleInterface *face = QAccessible::queryAccessibleInterface(const_cast<QWidget *>(widget));
        if (!face || face->text(QAccessible::Name).trimmed().isEmpty())
            nameless << u"no accessible name: "_s + describe(widget);
    }
    QVERIFY(controls > 60);
    QVERIFY2(nameless.isEmpty(), qPrintable(nameless.join(u'\n')));
}

void tst_Accessibility::everyVisibleControlIsReachedByTheTabKey_data()
{
    QTest::addColumn<int>("page");
    QTest::addColumn<int>("tab");
    QTest::newRow("library") << int(MainWindow::Library) << 0;
    QTest::newRow("history") << int(MainWindow::Model) << int(ModelPage::Tab::History);
    QTest::newRow("overview") << int(MainWindow::Model) << int(ModelPage::Tab::Overview);
    QTest::newRow("metadata") << int(MainWindow::Model) << int(ModelPage::Tab::Metadata);
    QTest::newRow("settings") << int(MainWindow::Settings) << 0;
}

void tst_Accessibility::everyVisibleControlIsReachedByTheTabKey()
{
    QFETCH(const int, page);
    QFETCH(const int, tab);
    m_window->showPage(static_cast<MainWindow::Page>(page));
    m_window->modelPage()->showTab(static_cast<ModelPage::Tab>(tab));
    QTest::qWait(50);
    QSet<const QWidget *> wanted;
    for (const QWidget *widget : m_window->findChildren<QWidget *>()) {
        if (isInteractive(widget) && widget->isVisible() && widget->isEnabled() &&
            widget->window() == m_window.get())
            wanted.insert(widget);
    }
    QVERIFY(wanted.size() > 8);
    QWidget *first = m_window->findChild<QWidget *>(u"paletteButton"_s);
    first->setFocus(Qt::TabFocusReason);
    for (int steps = 0; steps < 400 && QApplication::focusWidget(); ++steps) {
        const QWidget *focus = QApplication::focusWidget();
        // Focus in a part (the line of a combo box) counts for the whole.
        for (const QWidget *w = focus; w; w = w->parentWidget())
            wanted.remove(w);
        QTest::keyClick(QApplication::focusWidget(), Qt::Key_Tab);
        if (QApplication::focusWidget() == first)
            break;
    }
    QStringList missed;
    for (const QWidget *widget : std::as_const(wanted))
        missed << describe(widget);
    QVERIFY2(missed.isEmpty(), qPrintable(missed.join(u'\n')));
}

QTEST_MAIN(tst_Accessibility)
#include "tst_accessibility.moc"
