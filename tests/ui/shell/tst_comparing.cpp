// SPDX-License-Identifier: GPL-3.0-or-later
// The ways into a comparison and out of it, in the real window.
#include "tests/ui/support/windowfixture.h"
#include "ui/compare/comparepage.h"
#include "ui/compare/comparetable.h"
#include "ui/library/librarypage.h"
#include "ui/model/modelpage.h"
#include "ui/shell/commandpalette.h"
#include "ui/widgets/facestack.h"
#include "ui/widgets/table.h"

#include <QLineEdit>

using namespace Qt::StringLiterals;
using namespace vitrine;
using namespace vitrine::ui;

class tst_Comparing final : public QObject
{
    Q_OBJECT
private slots:
    void init();
    void cleanup() { m_fixture.reset(); }
    void theShortcutComparesWhatIsSelected();
    void backAndForwardRememberWhatWasCompared();
    void thePaletteComparesToo();
    void aColumnLeadsBackToItsVersion();

private:
    ComparePage *page() const { return m_fixture->find<ComparePage>(u"comparePage"_s); }
    QString compared() const
    {
        return page()->names().replaceInStrings(u"seattle-tmax@"_s, QString()).join(u' ');
    }
    std::unique_ptr<test::WindowFixture> m_fixture;
};

void tst_Comparing::init()
{
    m_fixture = std::make_unique<test::WindowFixture>();
    m_fixture->window->openLibrary(m_fixture->makeLibrary(u"demo"_s));
    QTRY_COMPARE(m_fixture->window->libraryPage()->models().size(), 2);
    m_fixture->window->showModel(u"seattle-tmax"_s);
    QTRY_COMPARE(m_fixture->find<FaceStack>(u"modelFaces"_s)->face(), FaceStack::Face::Filled);
    m_fixture->find<Table>(u"versionTable"_s)->setFocus();
}

void tst_Comparing::theShortcutComparesWhatIsSelected()
{
    m_fixture->keys(Qt::Key_Down, Qt::ShiftModifier);
    m_fixture->keys(Qt::Key_D, Qt::ControlModifier);
    QTRY_VERIFY(page()->isVisible());
    QCOMPARE(compared(), u"v2.1.0 v2.2.0"_s);
    QTRY_COMPARE(m_fixture->find<CompareTable>(u"compareTable"_s)->model()->columnCount(), 2);
}

void tst_Comparing::backAndForwardRememberWhatWasCompared()
{
    m_fixture->keys(Qt::Key_D, Qt::ControlModifier);
    QTRY_VERIFY(page()->isVisible());
    QCOMPARE(compared(), u"v2.0.0 v2.2.0"_s);
    page()->swap();
    QCOMPARE(compared(), u"v2.2.0 v2.0.0"_s);
    m_fixture->keys(Qt::Key_Left, Qt::AltModifier);
    QTRY_COMPARE(compared(), u"v2.0.0 v2.2.0"_s);
    m_fixture->keys(Qt::Key_Left, Qt::AltModifier);
    QTRY_VERIFY(m_fixture->window->modelPage()->isVisible());
    m_fixture->keys(Qt::Key_Right, Qt::AltModifier);
    m_fixture->keys(Qt::Key_Right, Qt::AltModifier);
    QTRY_VERIFY(page()->isVisible());
    QCOMPARE(compared(), u"v2.2.0 v2.0.0"_s);
}

void tst_Comparing::thePaletteComparesToo()
{
    m_fixture->window->openPalette();
    auto *field = m_fixture->find<QLineEdit>(u"paletteField"_s);
    QTest::keyClicks(field, u"compare"_s);
    QTest::keyClick(field, Qt::Key_Return);
    QTRY_VERIFY(page()->isVisible());
    QCOMPARE(compared(), u"v2.0.0 v2.2.0"_s);
}

void tst_Comparing::aColumnLeadsBackToItsVersion()
{
    m_fixture->keys(Qt::Key_D, Qt::ControlModifier);
    QTRY_VERIFY(page()->isVisible());
    emit page()->versionActivated(u"seattle-tmax"_s, u"v1.1.0"_s);
    QTRY_VERIFY(m_fixture->window->modelPage()->isVisible());
    QTRY_COMPARE(m_fixture->find<Table>(u"versionTable"_s)->currentIndex().data().toString(), u"v1.1.0"_s);
}

QTEST_MAIN(tst_Comparing)
#include "tst_comparing.moc"
