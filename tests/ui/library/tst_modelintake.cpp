// SPDX-License-Identifier: GPL-3.0-or-later
// Files of a repository that look like models, by clicks: found, offered, registered.
#include "core/sample/story.h"
#include "tests/support/scratchrepo.h"
#include "tests/ui/support/fakeprompter.h"
#include "tests/ui/support/servicesfixture.h"
#include "ui/library/librarypage.h"
#include "ui/theme/tokens.h"
#include "ui/widgets/facestack.h"
#include "ui/widgets/table.h"

#include <QComboBox>
#include <QDialog>
#include <QPushButton>
#include <QScrollBar>
#include <QSignalSpy>
#include <QTest>

#include <memory>

using namespace Qt::StringLiterals;
using namespace vitrine;
using namespace vitrine::ui;

class tst_ModelIntake final : public QObject
{
    Q_OBJECT
private slots:
    void initTestCase() { applyTheme(*qApp, ColourScheme::Light); }
    void aFoundFileIsOfferedAndRegistered();

private:
    template<typename T>
    T *find(const QString &name) const
    {
        return m_page->findChild<T *>(name);
    }
    test::FakePrompter m_prompter;
    test::ServicesFixture m_services;
    std::unique_ptr<LibraryPage> m_page;
};

void tst_ModelIntake::aFoundFileIsOfferedAndRegistered()
{
    const auto onnx = sample::resource(u"seattle-tmax/v1.0.0.onnx"_s);
    QVERIFY2(onnx, onnx ? "" : qPrintable(onnx.error().message));
    test::ScratchRepo repo;
    repo.commitFile(u"weights/tmax.onnx"_s, *onnx, u"Train"_s);
    repo.commitFile(u"README.md"_s, "nothing", u"Words"_s);
    const auto library = registry::Library::open(repo.path());
    QVERIFY(library);
    m_page = std::make_unique<LibraryPage>(m_services.services, m_prompter);
    m_page->resize(1200, 700);
    m_page->show();
    m_page->setLibrary(*library);
    auto *faces = find<FaceStack>(u"libraryFaces"_s);
    QTRY_COMPARE(faces->face(), FaceStack::Face::Empty);
    QPushButton *offer = nullptr;
    QTRY_VERIFY((offer = faces->findChild<QPushButton *>(u"libraryFoundFiles"_s)) && offer->isVisible());
    QVERIFY(find<QPushButton>(u"libraryFound"_s)->isVisible());
    QTest::mouseClick(offer, Qt::LeftButton);

    auto *dialog = find<QDialog>(u"foundFilesDialog"_s);
    QTRY_VERIFY(dialog && dialog->isVisible());
    auto *table = dialog->findChild<Table *>(u"foundFiles"_s);
    QTRY_COMPARE(table->horizontalScrollBar()->maximum(), 0); // nothing to the side of what is seen
    auto *rows = table->model();
    QCOMPARE(rows->rowCount(), 1);
    QCOMPARE(rows->index(0, 0).data().toString(), u"weights/tmax.onnx"_s);
    QTest::mouseClick(dialog->findChild<QPushButton *>(u"foundRegister"_s), Qt::LeftButton);

    auto *form = find<QDialog>(u"addModelDialog"_s);
    QTRY_VERIFY(form && form->isVisible());
    QVERIFY(!form->findChild<QPushButton *>(u"addChoose"_s)->isVisible());
    QCOMPARE(form->findChild<QComboBox *>(u"addModel"_s)->currentText(), u"tmax"_s);
    QSignalSpy changed(m_page.get(), &LibraryPage::libraryChanged);
    QTest::mouseClick(form->findChild<QPushButton *>(u"addGo"_s), Qt::LeftButton);
    QTRY_COMPARE(changed.count(), 1);
    m_page->refresh(); // as the shell does

    QTRY_COMPARE(m_page->models().size(), 1);
    QTRY_COMPARE(find<FaceStack>(u"foundFaces"_s)->face(), FaceStack::Face::Empty); // nothing is left
    QVERIFY(!find<QPushButton>(u"libraryFound"_s)->isVisible());
    QTest::keyClick(dialog, Qt::Key_Escape);
    QTRY_COMPARE(faces->face(), FaceStack::Face::Filled);
    QCOMPARE(library->versions(u"tmax"_s)->first().name, u"v1.0.0"_s);
}

QTEST_MAIN(tst_ModelIntake)
#include "tst_modelintake.moc"
