// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/ui/support/demolibrary.h"
#include "tests/ui/support/servicesfixture.h"
#include "ui/library/bulkeditdialog.h"
#include "ui/theme/tokens.h"
#include "ui/widgets/facestack.h"
#include "ui/widgets/table.h"

#include <QComboBox>
#include <QJsonArray>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>
#include <QSignalSpy>
#include <QTest>

#include <memory>

using namespace Qt::StringLiterals;
using namespace vitrine;
using namespace vitrine::ui;

class tst_BulkEditDialog final : public QObject
{
    Q_OBJECT
private slots:
    void initTestCase() { applyTheme(*qApp, ColourScheme::Light); }
    void init();
    void cleanup();
    void listsAreReadAsPeopleWriteThem();
    void whatChangesIsSaidInWords();
    void theInverseIsOneEditWhereTheModelsWereAlike();
    void manyModelsAreOneCommitAndItsInverseBringsThemBack();
    void whatCannotBeSavedIsToldWhileTyping();
    void somebodyElsesChangeIsNotLost();

private:
    void makeDialog();
    template<typename T>
    T *find(const QString &name) const
    {
        return m_dialog->findChild<T *>(name);
    }
    QString change(int row) const
    {
        return find<Table>(u"bulkPreview"_s)->model()->index(row, 1).data().toString();
    }
    QStringList labels(const QString &model) const { return m_library->metadata(model)->labels; }

    std::unique_ptr<QTemporaryDir> m_dir;
    std::unique_ptr<test::ServicesFixture> m_services;
    std::optional<registry::Library> m_library;
    std::unique_ptr<BulkEditDialog> m_dialog;
};

void tst_BulkEditDialog::init()
{
    m_dir = std::make_unique<QTemporaryDir>();
    m_library = test::makeDemoLibrary(m_dir->filePath(u"demo.git"_s)).value();
    m_services = std::make_unique<test::ServicesFixture>();
}

void tst_BulkEditDialog::cleanup()
{
    m_dialog.reset();
    m_services.reset();
}

void tst_BulkEditDialog::makeDialog()
{
    m_dialog = std::make_unique<BulkEditDialog>(
        m_services->services, *m_library, QStringList{u"seattle-rain"_s, u"seattle-tmax"_s},
        BulkEditDialog::Vocabulary{{u"rain"_s, u"weather"_s}, {u"Ada Weather"_s}, {u"regression"_s}});
    m_dialog->show();
    QTRY_COMPARE(find<FaceStack>(u"bulkFaces"_s)->face(), FaceStack::Face::Filled);
}

void tst_BulkEditDialog::listsAreReadAsPeopleWriteThem()
{
    QCOMPARE(listFrom(u" weather,daily ,, weather,  two  words "_s),
             (QStringList{u"weather"_s, u"daily"_s, u"two words"_s}));
    QCOMPARE(listFrom(QString()), QStringList());
}

void tst_BulkEditDialog::whatChangesIsSaidInWords()
{
    registry::BulkEdit edit;
    edit.addLabels = QStringList{u"a"_s, u"b"_s};
    edit.removeLabels = QStringList{u"c"_s, u"d"_s};
    edit.set.insert(u"owners"_s, QJsonArray{u"Bob"_s});
    const auto metadata =
        registry::parseMetadata("labels: [a, c]\nowners: [Ada, Eve]\ntype: regression\n").value();
    QCOMPARE(changeOf(edit, metadata), u"+ b · − c · owners: Ada, Eve → Bob"_s);
    QCOMPARE(changeOf({}, metadata), QString());
    registry::BulkEdit same;
    same.addLabels = QStringList{u"a"_s};
    same.set.insert(u"type"_s, u"regression"_s);
    QCOMPARE(changeOf(same, metadata), QString());
}

void tst_BulkEditDialog::theInverseIsOneEditWhereTheModelsWereAlike()
{
    const auto subject = [](const QString &model, const QByteArray &yaml) {
        return BulkSubject{model, yaml, registry::parseMetadata(yaml).value()};
    };
    registry::BulkEdit edit;
    edit.models = QStringList{u"x"_s, u"y"_s, u"z"_s, u"untouched"_s};
    edit.addLabels = QStringList{u"new"_s};
    edit.set.insert(u"licence"_s, u"MIT"_s);
    const QList<BulkSubject> before{subject(u"x"_s, "labels: [old]\n"), subject(u"y"_s, "labels: [other]\n"),
                                    subject(u"z"_s, "labels: [new]\nlicence: ISC\n"),
                                    subject(u"untouched"_s, "labels: [new]\nlicence: MIT\n")};
    const auto inverse = inverseOf(edit, before, {u"x"_s, u"y"_s, u"z"_s});
    QCOMPARE(inverse.size(), 2);
    QCOMPARE(inverse.first().models, (QStringList{u"x"_s, u"y"_s}));
    QCOMPARE(inverse.first().removeLabels, QStringList{u"new"_s});
    QCOMPARE(inverse.first().unset, QStringList{u"licence"_s});
    QCOMPARE(inverse.last().models, QStringList{u"z"_s});
    QVERIFY(inverse.last().removeLabels.isEmpty()); // it had the label before
    QCOMPARE(inverse.last().set.value(u"licence"_s).toString(), u"ISC"_s);
}

void tst_BulkEditDialog::manyModelsAreOneCommitAndItsInverseBringsThemBack()
{
    const QByteArray rain = m_library->metadataYaml(u"seattle-rain"_s).value();
    const QByteArray tmax = m_library->metadataYaml(u"seattle-tmax"_s).value();
    makeDialog();
    auto *go = find<QPushButton>(u"bulkGo"_s);
    QVERIFY(!go->isEnabled());
    QTest::keyClicks(find<QLineEdit>(u"bulkAddLabels"_s), u"checked"_s);
    QTest::keyClicks(find<QLineEdit>(u"bulkRemoveLabels"_s), u"rain"_s);
    QTest::keyClicks(find<QLineEdit>(u"bulkOwners"_s), u"Bob"_s);
    QCOMPARE(change(0), u"+ checked · − rain · owners: Ada Weather → Bob"_s);
    QCOMPARE(change(1), u"+ checked · owners: Ada Weather → Bob"_s);
    QSignalSpy accepted(m_dialog.get(), &QDialog::accepted);
    QTest::mouseClick(go, Qt::LeftButton);
    QTRY_COMPARE(accepted.count(), 1);
    QCOMPARE(m_dialog->done().changed.size(), 2);
    QVERIFY(!m_dialog->done().commit.isEmpty());
    QVERIFY(labels(u"seattle-rain"_s).contains(u"checked") && !labels(u"seattle-rain"_s).contains(u"rain"));
    QCOMPARE(m_library->metadataHistory(u"seattle-tmax"_s)->first().commit, m_dialog->done().commit);
    for (const registry::BulkEdit &each : m_dialog->inverse())
        QVERIFY(m_library->editAll(each));
    QCOMPARE(registry::formOf(m_library->metadata(u"seattle-tmax"_s).value()),
             registry::formOf(registry::parseMetadata(tmax).value()));
    const auto back = m_library->metadata(u"seattle-rain"_s).value();
    const auto before = registry::parseMetadata(rain).value();
    QCOMPARE(QSet<QString>(back.labels.begin(), back.labels.end()),
             QSet<QString>(before.labels.begin(), before.labels.end()));
    QCOMPARE(back.owners, before.owners);
}

void tst_BulkEditDialog::whatCannotBeSavedIsToldWhileTyping()
{
    makeDialog();
    QTest::keyClicks(find<QLineEdit>(u"bulkAddLabels"_s), u"two words"_s);
    QVERIFY(!find<QPushButton>(u"bulkGo"_s)->isEnabled());
    QVERIFY(find<QLabel>(u"bulkAddLabelsNote"_s)->text().contains(u"two words"));
    find<QLineEdit>(u"bulkAddLabels"_s)->clear();
    QTest::keyClicks(find<QLineEdit>(u"bulkLicence"_s), u"no such?"_s);
    QVERIFY(!find<QPushButton>(u"bulkGo"_s)->isEnabled());
    find<QLineEdit>(u"bulkLicence"_s)->clear();
    QTest::keyClicks(find<QLineEdit>(u"bulkLicence"_s), u"Apache-2.0"_s);
    QVERIFY(find<QPushButton>(u"bulkGo"_s)->isEnabled());
}

void tst_BulkEditDialog::somebodyElsesChangeIsNotLost()
{
    makeDialog();
    QTest::keyClicks(find<QLineEdit>(u"bulkAddLabels"_s), u"mine"_s);
    QVERIFY(m_library->setKeys(u"seattle-rain"_s, {{u"title"_s, u"Changed elsewhere"_s}}, {}));
    QTest::mouseClick(find<QPushButton>(u"bulkGo"_s), Qt::LeftButton);
    QTRY_VERIFY(find<QLabel>(u"bulkProblem"_s)->isVisible());
    QVERIFY(!labels(u"seattle-tmax"_s).contains(u"mine"));    // all or nothing
    QTRY_VERIFY(find<QPushButton>(u"bulkGo"_s)->isEnabled()); // read again
    QSignalSpy accepted(m_dialog.get(), &QDialog::accepted);
    QTest::mouseClick(find<QPushButton>(u"bulkGo"_s), Qt::LeftButton);
    QTRY_COMPARE(accepted.count(), 1);
    QCOMPARE(m_library->metadata(u"seattle-rain"_s)->title, u"Changed elsewhere"_s);
    QVERIFY(labels(u"seattle-rain"_s).contains(u"mine"));
}

QTEST_MAIN(tst_BulkEditDialog)
#include "tst_bulkeditdialog.moc"
