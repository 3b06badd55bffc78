// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/shell/palettemodel.h"

#include <QAbstractItemModelTester>
#include <QTest>

using namespace Qt::StringLiterals;
using namespace vitrine::ui;

namespace {

QList<PaletteItem> some()
{
    using Kind = PaletteItem::Kind;
    return {{Kind::Model, u"seattle-tmax"_s, u"Temperature"_s, {}, {}, {}},
            {Kind::Page, u"Monitor"_s, {}, {}, {}, {}},
            {Kind::Command, u"Roll back…"_s, {}, u"Ctrl+B"_s, {}, {}},
            {Kind::Version, u"seattle-tmax@v2.0.0"_s, {}, {}, {}, {}}};
}

QString shown(const PaletteModel &model)
{
    QStringList titles;
    for (int row = 0; row < model.rowCount(); ++row)
        titles << model.index(row).data().toString();
    return titles.join(u'|');
}

} // namespace

class tst_PaletteModel final : public QObject
{
    Q_OBJECT
private slots:
    void keepsTheRulesOfItemModels();
    void withoutTypingVersionsAreLeftOut();
    void theBestMatchComesFirst();
    void aModelComesBeforeItsVersions();
    void aModelIsFoundByItsTitle();
};

void tst_PaletteModel::keepsTheRulesOfItemModels()
{
    PaletteModel model;
    QAbstractItemModelTester tester(&model, QAbstractItemModelTester::FailureReportingMode::QtTest);
    model.setItems(some());
    model.setTyped(u"s"_s);
    model.setTyped(u"nothing like it"_s);
    QCOMPARE(model.rowCount(), 0);
    QCOMPARE(model.item(0), nullptr);
    model.setItems({});
}

void tst_PaletteModel::withoutTypingVersionsAreLeftOut()
{
    PaletteModel model;
    model.setItems(some());
    QCOMPARE(shown(model), u"seattle-tmax|Monitor|Roll back…"_s);
}

void tst_PaletteModel::theBestMatchComesFirst()
{
    PaletteModel model;
    model.setItems(some());
    model.setTyped(u"mo"_s);
    QCOMPARE(model.item(0)->title, u"Monitor"_s);
    model.setTyped(u"rb"_s);
    QCOMPARE(shown(model), u"Roll back…"_s);
    model.setTyped(u"v2"_s);
    QCOMPARE(shown(model), u"seattle-tmax@v2.0.0"_s);
}

void tst_PaletteModel::aModelComesBeforeItsVersions()
{
    PaletteModel model;
    model.setItems(some());
    model.setTyped(u"tmax"_s);
    QCOMPARE(shown(model), u"seattle-tmax|seattle-tmax@v2.0.0"_s);
}

void tst_PaletteModel::aModelIsFoundByItsTitle()
{
    PaletteModel model;
    model.setItems(some());
    model.setTyped(u"tempera"_s);
    QCOMPARE(shown(model), u"seattle-tmax"_s);
    model.setTyped(u"tmax temperature"_s); // each word somewhere
    QCOMPARE(shown(model), u"seattle-tmax"_s);
}

QTEST_GUILESS_MAIN(tst_PaletteModel)
#include "tst_palettemodel.moc"
