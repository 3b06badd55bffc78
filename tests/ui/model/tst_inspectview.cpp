// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/model/inspectview.h"

#include "core/sample/samplelibrary.h"
#include "core/serving/trust/trustledger.h"
#include "tests/ui/support/servicesfixture.h"
#include "ui/model/structuremodel.h"
#include "ui/theme/tokens.h"
#include "ui/widgets/document.h"
#include "ui/widgets/facestack.h"
#include "ui/widgets/itemroles.h"
#include "ui/widgets/searchfield.h"
#include "ui/widgets/table.h"

#include <QAbstractItemModelTester>
#include <QCheckBox>
#include <QComboBox>
#include <QDialog>
#include <QDirIterator>
#include <QFile>
#include <QLabel>
#include <QPushButton>
#include <QSignalSpy>
#include <QTest>

#include <memory>

using namespace Qt::StringLiterals;
using namespace vitrine;
using namespace vitrine::ui;

namespace {

// As `pickle.dumps` of something whose __reduce__ gives (os.system, ("true",)).
const QByteArray harmful("cos\nsystem\n(S'true'\ntR.");

Result<> addPickle(const registry::Library &library, const QByteArray &content)
{
    QTemporaryDir dir;
    QFile file(dir.filePath(u"model.pkl"_s));
    if (!file.open(QIODevice::WriteOnly) || file.write(content) != content.size())
        return Error{Error::Code::Io, file.errorString(), {}};
    file.close();
    registry::AddRequest request;
    request.model = u"pickled"_s;
    request.files = {file.fileName()};
    request.message = u"From a stranger"_s;
    VT_TRY(const registry::Added added, library.add(request));
    Q_UNUSED(added)
    return {};
}

} // namespace

class tst_InspectView final : public QObject
{
    Q_OBJECT
private slots:
    void initTestCase();
    void init();
    void cleanup();
    void showsWhatIsInsideAnOnnxFile();
    void nothingIsReadBeforeSomebodyLooks();
    void anotherVersionIsLookedInto();
    void searchingFindsThingsInside();
    void groupsAreShutAndOpenedByKey();
    void whatIsDangerousIsAcknowledgedBeforeItIsTrusted();
    void trustIsTakenBack();
    void aFileThatIsNotHereIsSaidAndRetried();
    void headingsFollowTheRulesOfModels();

private:
    template<typename T>
    T *find(const QString &name) const
    {
        return m_view->findChild<T *>(name);
    }
    void show(const QString &model);
    bool filled() const { return find<FaceStack>(u"inspectFaces"_s)->face() == FaceStack::Face::Filled; }
    QString facts() const { return find<Document>(u"inspectFacts"_s)->toPlainText(); }
    QStringList rows() const;
    QDialog *dialog() const { return m_view->findChild<QDialog *>(u"trustDialog"_s); }

    QTemporaryDir m_dir;
    std::optional<registry::Library> m_library;
    std::unique_ptr<test::ServicesFixture> m_services;
    std::unique_ptr<InspectView> m_view;
};

void tst_InspectView::initTestCase()
{
    applyTheme(*qApp, ColourScheme::Light);
    qputenv("XDG_CONFIG_HOME", m_dir.filePath(u"config"_s).toUtf8()); // where the user's decisions are kept
    const auto library = sample::create(m_dir.filePath(u"sample.git"_s));
    QVERIFY2(library.has_value(), library ? "" : qPrintable(library.error().message));
    m_library = *library;
    const auto added = addPickle(*m_library, harmful);
    QVERIFY2(added.has_value(), added ? "" : qPrintable(added.error().message));
}

void tst_InspectView::init()
{
    m_services = std::make_unique<test::ServicesFixture>();
    m_view = std::make_unique<InspectView>(m_services->services);
    m_view->resize(1100, 600);
}

void tst_InspectView::cleanup()
{
    m_view.reset();
    m_services.reset();
}

void tst_InspectView::show(const QString &model)
{
    m_view->show();
    QVERIFY(QTest::qWaitForWindowExposed(m_view.get()));
    m_view->begin(*m_library, model);
    m_view->setVersions(m_library->versions(model).value());
    QTRY_VERIFY(filled());
}

QStringList tst_InspectView::rows() const
{
    const QAbstractItemModel *model = find<Table>(u"inspectTable"_s)->model();
    QStringList rows;
    for (int row = 0; row < model->rowCount(); ++row) {
        const QModelIndex name = model->index(row, StructureModel::Name);
        rows << (name.data(HeadingRole).toBool()
                     ? u"# "_s + name.data().toString()
                     : name.data().toString() + u": "_s +
                           model->index(row, StructureModel::Content).data().toString());
    }
    return rows;
}

void tst_InspectView::showsWhatIsInsideAnOnnxFile()
{
    show(u"seattle-tmax"_s);
    const QStringList all = rows();
    QVERIFY2(all.contains(u"# Inputs"_s) && all.contains(u"# Outputs"_s), qPrintable(all.join(u'\n')));
    QVERIFY2(all.join(u'\n').contains(u"float"_s), qPrintable(all.join(u'\n')));
    QVERIFY2(facts().contains(u"Runs no code"_s), qPrintable(facts()));
    QVERIFY2(facts().contains(u"onnx"_s), qPrintable(facts()));
    QVERIFY(find<QPushButton>(u"inspectTrust"_s)->isHidden());
    QVERIFY(find<QPushButton>(u"inspectRevoke"_s)->isHidden());
}

void tst_InspectView::nothingIsReadBeforeSomebodyLooks()
{
    const QSignalSpy readings(m_view.get(), &InspectView::readingStarted);
    m_view->begin(*m_library, u"seattle-tmax"_s);
    m_view->setVersions(m_library->versions(u"seattle-tmax"_s).value());
    QCOMPARE(readings.size(), 0);
    m_view->show();
    QTRY_VERIFY(filled());
    QCOMPARE(readings.size(), 1);
}

void tst_InspectView::anotherVersionIsLookedInto()
{
    show(u"seattle-tmax"_s);
    const QStringList newest = rows();
    m_view->showVersion(u"v2.0.0"_s);
    QCOMPARE(find<QComboBox>(u"inspectVersion"_s)->currentData().toString(), u"v2.0.0"_s);
    QTRY_VERIFY(filled() && rows() != newest);
    QVERIFY2(rows().contains(u"# Trees"_s), qPrintable(rows().join(u'\n'))); // gradient boosting
}

void tst_InspectView::searchingFindsThingsInside()
{
    show(u"seattle-tmax"_s);
    const qsizetype all = rows().size();
    auto *search = find<SearchField>(u"inspectSearch"_s);
    search->setFocus();
    QTest::keyClicks(search, u"float"_s);
    QVERIFY(!rows().isEmpty() && rows().size() < all);
    for (const QString &row : rows())
        QVERIFY2(row.startsWith(u'#') || row.contains(u"float"_s, Qt::CaseInsensitive), qPrintable(row));
    QTest::keyClicks(search, u" qqqq"_s);
    QCOMPARE(find<FaceStack>(u"inspectListFaces"_s)->face(), FaceStack::Face::Empty);
    QTest::keyClick(search, Qt::Key_Escape);
    QCOMPARE(rows().size(), all);
    QCOMPARE(find<FaceStack>(u"inspectListFaces"_s)->face(), FaceStack::Face::Filled);
}

void tst_InspectView::groupsAreShutAndOpenedByKey()
{
    show(u"seattle-tmax"_s);
    const QStringList all = rows();
    auto *table = find<Table>(u"inspectTable"_s);
    table->setFocus();
    table->setCurrentIndex(table->model()->index(0, 0));
    QTest::keyClick(table, Qt::Key_Left);
    QVERIFY(rows().size() < all.size());
    QVERIFY(rows().first().startsWith(u'#') && rows().at(1).startsWith(u'#'));
    table->setCurrentIndex(table->model()->index(0, 0));
    QTest::keyClick(table, Qt::Key_Space);
    QCOMPARE(rows(), all);
}

void tst_InspectView::whatIsDangerousIsAcknowledgedBeforeItIsTrusted()
{
    show(u"pickled"_s);
    QVERIFY2(facts().contains(u"not trusted"_s), qPrintable(facts()));
    QVERIFY2(facts().contains(u"system"_s) && facts().contains(u"dangerous"_s), qPrintable(facts()));
    QTest::mouseClick(find<QPushButton>(u"inspectTrust"_s), Qt::LeftButton);
    QTRY_VERIFY(dialog());
    auto *go = dialog()->findChild<QPushButton *>(u"trustGo"_s);
    auto *seen = dialog()->findChild<QCheckBox *>(u"trustSeen"_s);
    QVERIFY(!go->isEnabled());
    QTest::keyClick(seen, Qt::Key_Space);
    QVERIFY(go->isEnabled());
    const QSignalSpy written(m_view.get(), &InspectView::written);
    auto *reason = dialog()->findChild<QLineEdit *>(u"trustReason"_s);
    QTest::keyClicks(reason, u"it only says true"_s);
    QTest::keyClick(reason, Qt::Key_Return);
    QTRY_COMPARE(written.size(), 1);
    QTRY_VERIFY2(facts().contains(u"Runs code that is trusted"_s), qPrintable(facts()));
    QVERIFY(find<QPushButton>(u"inspectTrust"_s)->isHidden());
    const auto ledger = serving::TrustLedger().statements().value();
    QCOMPARE(ledger.size(), 1);
    QVERIFY(ledger.first().trusted);
    QCOMPARE(ledger.first().why, u"it only says true"_s);
    const QString version = m_library->versions(u"pickled"_s).value().first().name;
    QCOMPARE(serving::statementsIn(m_library->note(u"pickled"_s, version).value()).size(), 1);
}

void tst_InspectView::trustIsTakenBack()
{
    show(u"pickled"_s);
    QVERIFY2(facts().contains(u"it only says true"_s), qPrintable(facts()));
    QTest::mouseClick(find<QPushButton>(u"inspectRevoke"_s), Qt::LeftButton);
    QTRY_VERIFY2(facts().contains(u"not trusted"_s), qPrintable(facts()));
    QVERIFY(!serving::TrustLedger().statements().value().last().trusted);
    QVERIFY(find<QPushButton>(u"inspectTrust"_s)->isVisible());
}

void tst_InspectView::aFileThatIsNotHereIsSaidAndRetried()
{
    const QString sha256 =
        m_library->details(u"pickled"_s, m_library->versions(u"pickled"_s).value().first().name)
            .value()
            .files.first()
            .sha256;
    QString object;
    QDirIterator objects(m_library->gitDir() + u"/lfs/objects"_s, QDir::Files, QDirIterator::Subdirectories);
    while (objects.hasNext()) {
        if (objects.next().endsWith(sha256))
            object = objects.filePath();
    }
    QVERIFY(!object.isEmpty());
    QVERIFY(QFile::rename(object, object + u".away"_s));
    m_view->show();
    m_view->begin(*m_library, u"pickled"_s);
    m_view->setVersions(m_library->versions(u"pickled"_s).value());
    auto *faces = find<FaceStack>(u"inspectFaces"_s);
    QTRY_COMPARE(faces->face(), FaceStack::Face::Failed);
    QVERIFY2(!faces->failure().isEmpty() && faces->failure().contains(u"model.pkl"_s),
             qPrintable(faces->failure()));
    QVERIFY(QFile::rename(object + u".away"_s, object));
    QTest::mouseClick(find<QPushButton>(u"inspectRetry"_s), Qt::LeftButton);
    QTRY_VERIFY(filled());
}

void tst_InspectView::headingsFollowTheRulesOfModels()
{
    StructureModel model;
    const QAbstractItemModelTester tester(&model, QAbstractItemModelTester::FailureReportingMode::QtTest);
    format::StructureGroup inputs;
    inputs.kind = format::StructureGroup::Kind::Inputs;
    inputs.entries = {{u"wind"_s, u"float32 1×1"_s, {}, 0}, {u"rain"_s, u"float32 1×1"_s, {}, 0}};
    format::StructureGroup tensors;
    tensors.kind = format::StructureGroup::Kind::Tensors;
    tensors.entries = {{u"weights"_s, u"float32 8"_s, {}, 0}};
    tensors.leftOut = 1200;
    model.setStructure({u"ONNX"_s, {inputs, tensors}});
    QCOMPARE(model.rowCount(), 5);
    QCOMPARE(model.index(3, 0).data(SecondaryRole).toString(), u"1 of 1,201"_s);
    model.setSearch(u"wind"_s);
    QCOMPARE(model.rowCount(), 2);
    QCOMPARE(model.index(0, 0).data(SecondaryRole).toString(), u"1 of 2"_s);
    model.setSearch({});
    model.toggle(model.index(0, 0));
    QCOMPARE(model.rowCount(), 3);
    QCOMPARE(model.found(), 3);
    QVERIFY(!model.index(0, 0).data(ExpandedRole).toBool());
}

QTEST_MAIN(tst_InspectView)
#include "tst_inspectview.moc"
