// SPDX-License-Identifier: GPL-3.0-or-later
// Writes pictures of the comparison into the build folder, for people to look at.
#include "core/sample/samplelibrary.h"
#include "tests/ui/support/oddlibraries.h"
#include "tests/ui/support/servicesfixture.h"
#include "ui/compare/comparemodel.h"
#include "ui/compare/comparepage.h"
#include "ui/compare/comparetable.h"
#include "ui/theme/tokens.h"
#include "ui/widgets/facestack.h"

#include <QCheckBox>
#include <QDir>
#include <QScrollBar>
#include <QTest>

using namespace Qt::StringLiterals;
using namespace vitrine;
using namespace vitrine::ui;

class shots_ComparePage final : public QObject
{
    Q_OBJECT
private slots:
    void initTestCase();
    void pictures_data();
    void pictures();

private:
    QTemporaryDir m_dir;
    QDir m_folder{QStringLiteral(VT_PICTURE_DIR)};
    QHash<QString, registry::Library> m_libraries;
};

void shots_ComparePage::initTestCase()
{
    QVERIFY(m_folder.mkpath(u"."_s));
    const auto sample = sample::create(m_dir.filePath(u"sample.git"_s));
    QVERIFY2(sample.has_value(), sample ? "" : qPrintable(sample.error().message));
    m_libraries.insert(u"sample"_s, *sample);
    const auto odd = test::makeOddLibrary(m_dir.filePath(u"long.git"_s), test::OddLibrary::LongNames);
    QVERIFY2(odd.has_value(), odd ? "" : qPrintable(odd.error().message));
    m_libraries.insert(u"longnames"_s, odd->library);
}

void shots_ComparePage::pictures_data()
{
    QTest::addColumn<QString>("library");
    QTest::addColumn<QStringList>("names");
    QTest::addColumn<QSize>("size");
    QTest::addColumn<int>("scheme");
    QTest::addColumn<bool>("onlyDifferences");
    QTest::addColumn<double>("scroll");
    const QString model = u"seattle-tmax@"_s;
    const QStringList two{model + u"v2.0.0"_s, model + u"v2.2.0"_s};
    const QStringList five{model + u"v1.0.0"_s, model + u"v1.1.0"_s, model + u"v2.0.0"_s, model + u"v2.1.0"_s,
                           model + u"v2.2.0"_s};
    const int light = int(ColourScheme::Light);
    const int dark = int(ColourScheme::Dark);
    const QSize small(924, 591);
    const QSize usual(1204, 751);
    const QSize large(2484, 1391);
    QTest::newRow("two-1280-light") << u"sample"_s << two << usual << light << false << 0.0;
    QTest::newRow("two-1280-light-below") << u"sample"_s << two << usual << light << false << 0.62;
    QTest::newRow("two-1280-dark-only") << u"sample"_s << two << usual << dark << true << 0.0;
    QTest::newRow("two-1000-dark-below") << u"sample"_s << two << small << dark << true << 1.0;
    QTest::newRow("five-1000-light") << u"sample"_s << five << small << light << false << 0.0;
    QTest::newRow("five-2560-dark") << u"sample"_s << five << large << dark << false << 0.0;
    QTest::newRow("models-1280-light") << u"sample"_s << QStringList{two.first(), u"seattle-rain@latest"_s}
                                       << usual << light << false << 0.0;
    QTest::newRow("long-1280-dark")
        << u"longnames"_s
        << QStringList{u"demand-forecast-of-the-next-seven-days-for-every-store-in-central-europe@v1.0.0"_s,
                       u"demand-forecast-of-the-next-seven-days-for-every-store-in-central-europe@v1.1.0-rc."
                       u"2."
                       "with-holidays-promotions-and-weather"_s}
        << usual << dark << false << 0.0;
    QTest::newRow("none-1280-light") << u"sample"_s << QStringList{} << usual << light << false << 0.0;
}

void shots_ComparePage::pictures()
{
    QFETCH(const QString, library);
    QFETCH(const QStringList, names);
    QFETCH(const QSize, size);
    QFETCH(const int, scheme);
    QFETCH(const bool, onlyDifferences);
    QFETCH(const double, scroll);
    applyTheme(*qApp, static_cast<ColourScheme>(scheme), Contrast::Normal);
    test::ServicesFixture services;
    ComparePage page(services.services);
    page.resize(size);
    page.show();
    page.setFocus();
    page.setLibrary(*m_libraries.constFind(library));
    page.findChild<QCheckBox *>(u"compareOnlyDifferences"_s)->setChecked(onlyDifferences);
    page.compare(names);
    auto *table = page.findChild<CompareTable *>(u"compareTable"_s);
    if (!names.isEmpty())
        QTRY_COMPARE(page.findChild<FaceStack *>(u"compareFaces"_s)->face(), FaceStack::Face::Filled);
    QTest::qWait(50);
    table->verticalScrollBar()->setValue(int(scroll * table->verticalScrollBar()->maximum()));
    QTest::qWait(20);
    const QString path = m_folder.filePath(QString::fromLatin1(QTest::currentDataTag()) + u".png"_s);
    QVERIFY(page.grab().save(path));
}

QTEST_MAIN(shots_ComparePage)
#include "shots_comparepage.moc"
