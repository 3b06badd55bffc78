// SPDX-License-Identifier: GPL-3.0-or-later
// Walks every widget of every page and dialog: what can be used has a name for people and one for tests, can
// be reached with the Tab key, and shows that it has the focus.
#include "tests/ui/support/walk.h"
#include "tests/ui/support/windowfixture.h"
#include "ui/theme/tokens.h"

#include <QAbstractButton>
#include <QAbstractItemView>
#include <QAbstractSpinBox>
#include <QAccessible>
#include <QComboBox>
#include <QDialog>
#include <QHeaderView>
#include <QImage>
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

// Of the dialog that is open, else of the window.
QList<QWidget *> controlsOf(const test::Walk &walk, const QWidget *window)
{
    const QWidget *top = walk.dialog() ? walk.dialog() : window;
    QList<QWidget *> controls;
    for (QWidget *widget : walk.visibleWidgets()) {
        if (isInteractive(widget) && widget->window() == top)
            controls << widget;
    }
    return controls;
}

} // namespace

class tst_Accessibility final : public QObject
{
    Q_OBJECT
private slots:
    void initTestCase();
    void cleanupTestCase();
    void everyControlHasAName_data() { addPlaces(); }
    void everyControlHasAName();
    void noTwoControlsOfAPlaceShareAName_data() { addPlaces(); }
    void noTwoControlsOfAPlaceShareAName();
    void everyControlIsReachedByTheTabKey_data() { addPlaces(); }
    void everyControlIsReachedByTheTabKey();
    void theFocusIsSeen_data() { addPlaces(); }
    void theFocusIsSeen();

private:
    void addPlaces();
    QString show();

    std::unique_ptr<test::WindowFixture> m_fixture;
    std::unique_ptr<test::Walk> m_walk;
};

void tst_Accessibility::initTestCase()
{
    applyTheme(*qApp, ColourScheme::Light);
    m_fixture = std::make_unique<test::WindowFixture>(QSize(1500, 900));
    m_walk = std::make_unique<test::Walk>(*m_fixture, m_fixture->makeLibrary(u"weather"_s));
}

void tst_Accessibility::cleanupTestCase()
{
    m_walk.reset();
    m_fixture.reset();
}

void tst_Accessibility::addPlaces()
{
    QTest::addColumn<QString>("place");
    for (const QString &place : m_walk->places()) {
        if (place != u"menu") // menus are walked with the arrow keys
            QTest::newRow(qPrintable(place)) << place;
    }
}

QString tst_Accessibility::show()
{
    QFETCH(const QString, place);
    return m_walk->go(place) ? QString() : u"%1 did not appear"_s.arg(place);
}

void tst_Accessibility::everyControlHasAName()
{
    QVERIFY2(show().isEmpty(), "the place");
    QStringList nameless;
    int controls = 0;
    for (QWidget *widget : controlsOf(*m_walk, m_fixture->window.get())) {
        ++controls;
        if (widget->objectName().isEmpty())
            nameless << u"no object name: "_s + test::pathOf(widget);
        QAccessibleInterface *face = QAccessible::queryAccessibleInterface(widget);
        if (!face || face->text(QAccessible::Name).trimmed().isEmpty())
            nameless << u"no accessible name: "_s + test::pathOf(widget);
    }
    m_walk->leave();
    QVERIFY(controls >= 3);
    QVERIFY2(nameless.isEmpty(), qPrintable(u'\n' + nameless.join(u'\n')));
}

// Whoever only hears the names must be able to tell the controls apart.
void tst_Accessibility::noTwoControlsOfAPlaceShareAName()
{
    QVERIFY2(show().isEmpty(), "the place");
    QHash<QString, QString> seen;
    QStringList twice;
    for (QWidget *widget : controlsOf(*m_walk, m_fixture->window.get())) {
        QAccessibleInterface *face = QAccessible::queryAccessibleInterface(widget);
        // Of a combo box Qt tells its value instead, and the name by the relation to its label.
        const QString own =
            qobject_cast<QComboBox *>(widget) ? widget->accessibleName() : face->text(QAccessible::Name);
        const QString name = u"%1 (%2)"_s.arg(own).arg(int(face->role()));
        // An empty list offers what the header offers, too.
        if (seen.contains(name) && !widget->objectName().startsWith(u"libraryAdd"))
            twice << u"%1: %2 and %3"_s.arg(name, seen.value(name), test::pathOf(widget));
        seen.insert(name, test::pathOf(widget));
    }
    m_walk->leave();
    QVERIFY2(twice.isEmpty(), qPrintable(u'\n' + twice.join(u'\n')));
}

void tst_Accessibility::everyControlIsReachedByTheTabKey()
{
    QVERIFY2(show().isEmpty(), "the place");
    QSet<const QWidget *> wanted;
    for (const QWidget *widget : controlsOf(*m_walk, m_fixture->window.get())) {
        // The palette is walked with the arrow keys from its field.
        if (widget->isEnabled() && widget->objectName() != u"paletteList")
            wanted.insert(widget);
    }
    QFETCH(const QString, place);
    if (place == u"palette") // what it covers waits
        wanted = {m_fixture->find<QWidget>(u"paletteField"_s)};
    QWidget *first = m_walk->dialog() || place == u"palette" ? QApplication::focusWidget()
                                                             : m_fixture->find<QWidget>(u"paletteButton"_s);
    QVERIFY(first);
    first->setFocus(Qt::TabFocusReason);
    for (int steps = 0; steps < 400 && QApplication::focusWidget(); ++steps) {
        // Focus in a part (the line of a combo box) counts for the whole.
        for (const QWidget *w = QApplication::focusWidget(); w; w = w->parentWidget())
            wanted.remove(w);
        QTest::keyClick(QApplication::focusWidget(), Qt::Key_Tab);
        if (QApplication::focusWidget() == first)
            break;
    }
    QStringList missed;
    for (const QWidget *widget : std::as_const(wanted))
        missed << test::pathOf(widget);
    m_walk->leave();
    QVERIFY2(missed.isEmpty(), qPrintable(u'\n' + missed.join(u'\n')));
}

// A control looks different when the Tab key has come to it.
void tst_Accessibility::theFocusIsSeen()
{
    QVERIFY2(show().isEmpty(), "the place");
    QStringList unseen;
    int looked = 0;
    QFETCH(const QString, place);
    if (!m_walk->dialog() && place != u"palette")
        m_fixture->find<QWidget>(u"paletteButton"_s)->setFocus(Qt::TabFocusReason);
    QWidget *start = QApplication::focusWidget();
    for (int steps = 0; steps < 40; ++steps) {
        QWidget *focus = QApplication::focusWidget();
        if (!focus)
            break;
        QTest::keyClick(focus, Qt::Key_Tab);
        QWidget *next = QApplication::focusWidget();
        if (!next || next == focus || next == start)
            break;
        ++looked;
        // Text cursors blink: the frame around is what counts.
        QWidget *seenOn = next->parentWidget() && qobject_cast<QComboBox *>(next->parentWidget())
                              ? next->parentWidget()
                              : next;
        const QImage with = seenOn->grab().toImage();
        next->clearFocus();
        const QImage without = seenOn->grab().toImage();
        next->setFocus(Qt::TabFocusReason);
        if (with == without)
            unseen << test::pathOf(next);
    }
    m_walk->leave();
    QVERIFY(looked > 0 || place == u"palette");
    QVERIFY2(unseen.isEmpty(), qPrintable(u'\n' + unseen.join(u'\n')));
}

QTEST_MAIN(tst_Accessibility)
#include "tst_accessibility.moc"
