// SPDX-License-Identifier: GPL-3.0-or-later
// Writes pictures of the model page into the build folder, for people to look at: every kind of library in
// three sizes, light and dark.
#include "tests/ui/support/demolibrary.h"
#include "tests/ui/support/fakeprompter.h"
#include "tests/ui/support/oddlibraries.h"
#include "tests/ui/support/servicesfixture.h"
#include "ui/model/modelpage.h"
#include "ui/theme/tokens.h"
#include "ui/widgets/busymark.h"
#include "ui/widgets/facestack.h"

#include <QDialog>
#include <QDir>
#include <QTest>

#include <memory>

using namespace Qt::StringLiterals;
using namespace vitrine;
using namespace vitrine::ui;

namespace {

bool nothingLoads(const QWidget &widget)
{
    for (const BusyMark *mark : widget.findChildren<BusyMark *>()) {
        if (mark->isVisible())
            return false;
    }
    return true;
}

} // namespace

class shots_ModelPage final : public QObject
{
    Q_OBJECT
private slots:
    void initTestCase();
    void pictures_data();
    void pictures();

private:
    void write(QWidget &widget, const QString &name);
    QTemporaryDir m_dir;
    QDir m_folder{QStringLiteral(VT_PICTURE_DIR)};
    QHash<QString, test::OddModel> m_models;
};

void shots_ModelPage::initTestCase()
{
    QVERIFY(m_folder.mkpath(u"."_s));
    const std::pair<QString, test::OddLibrary> kinds[] = {{u"one"_s, test::OddLibrary::OneVersion},
                                                          {u"nostages"_s, test::OddLibrary::NoStages},
                                                          {u"manystages"_s, test::OddLibrary::ManyStages},
                                                          {u"longnames"_s, test::OddLibrary::LongNames},
                                                          {u"hundreds"_s, test::OddLibrary::Hundreds}};
    for (const auto &[name, kind] : kinds) {
        const auto made = test::makeOddLibrary(m_dir.filePath(name + u".git"_s), kind);
        QVERIFY2(made.has_value(), made ? "" : qPrintable(made.error().message));
        m_models.insert(name, *made);
    }
    const auto demo = test::makeDemoLibrary(m_dir.filePath(u"few.git"_s));
    QVERIFY2(demo.has_value(), demo ? "" : qPrintable(demo.error().message));
    m_models.insert(u"few"_s, {*demo, u"seattle-tmax"_s});
}

void shots_ModelPage::pictures_data()
{
    QTest::addColumn<QString>("kind");
    QTest::addColumn<QSize>("size");
    QTest::addColumn<int>("scheme");
    for (const QString &kind :
         {u"one"_s, u"few"_s, u"nostages"_s, u"manystages"_s, u"longnames"_s, u"hundreds"_s}) {
        for (const QSize size : {QSize(1000, 640), QSize(1280, 800), QSize(2560, 1440)}) {
            for (const ColourScheme scheme : {ColourScheme::Light, ColourScheme::Dark}) {
                const QString name = u"%1-%2-%3"_s.arg(kind)
                                         .arg(size.width())
                                         .arg(scheme == ColourScheme::Dark ? u"dark"_s : u"light"_s);
                QTest::newRow(qPrintable(name)) << kind << size << int(scheme);
            }
        }
    }
}

void shots_ModelPage::pictures()
{
    QFETCH(const QString, kind);
    QFETCH(const QSize, size);
    QFETCH(const int, scheme);
    applyTheme(*qApp, static_cast<ColourScheme>(scheme), Contrast::Normal);
    const test::OddModel model = m_models.value(kind, *m_models.constBegin());
    test::ServicesFixture services;
    test::FakePrompter prompter;
    ModelPage page(services.services, prompter);
    page.resize(size - QSize(76, 49)); // the window's rail and top bar
    page.show();
    page.setLibrary(model.library);
    page.showModel(model.model);
    QTRY_COMPARE(page.findChild<FaceStack *>(u"modelFaces"_s)->face(), FaceStack::Face::Filled);
    QTRY_VERIFY(nothingLoads(page));
    QTest::qWait(60);
    write(page, QString::fromLatin1(QTest::currentDataTag()));
}

void shots_ModelPage::write(QWidget &widget, const QString &name)
{
    const QImage picture = widget.grab().toImage();
    QVERIFY(!picture.isNull());
    QVERIFY(picture.save(m_folder.filePath(name + u".png"_s)));
}

QTEST_MAIN(shots_ModelPage)
#include "shots_modelpage.moc"
