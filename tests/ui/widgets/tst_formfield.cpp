// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/theme/tokens.h"
#include "ui/widgets/formfield.h"

#include <QApplication>
#include <QLabel>
#include <QLineEdit>
#include <QTest>
#include <QTimer>

using namespace Qt::StringLiterals;
using namespace vitrine::ui;

class tst_FormField final : public QObject
{
    Q_OBJECT
private slots:
    void theProblemTakesThePlaceOfTheHint();
    void theEditorIsNamedForThoseWhoDoNotSeeTheLabel();
    void theProblemStaysRedAfterASwitchOfTheme();
};

void tst_FormField::theProblemTakesThePlaceOfTheHint()
{
    auto *edit = new QLineEdit;
    edit->setObjectName(u"labels"_s);
    FormField field(u"&Labels"_s, edit);
    auto *note = field.findChild<QLabel *>(u"labelsNote"_s);
    QVERIFY(note && note->isHidden());
    field.setHint(u"Separated by commas"_s);
    QCOMPARE(note->text(), u"Separated by commas"_s);
    field.setProblem(u"“a b” has a space."_s);
    QCOMPARE(note->text(), u"“a b” has a space."_s);
    QVERIFY(edit->property("invalid").toBool());
    field.setProblem({});
    QCOMPARE(note->text(), u"Separated by commas"_s);
    QVERIFY(!edit->property("invalid").toBool());
}

void tst_FormField::theEditorIsNamedForThoseWhoDoNotSeeTheLabel()
{
    auto *edit = new QLineEdit;
    FormField field(u"&Labels"_s, edit);
    QCOMPARE(edit->accessibleName(), u"Labels"_s);
    field.setProblem(u"Too long."_s);
    QCOMPARE(edit->accessibleDescription(), u"Too long."_s);
}

void tst_FormField::theProblemStaysRedAfterASwitchOfTheme()
{
    applyTheme(*qApp, ColourScheme::Light);
    auto *edit = new QLineEdit;
    edit->setObjectName(u"title"_s);
    FormField field(u"Title"_s, edit);
    field.show();
    field.setProblem(u"A title is needed."_s);
    auto *note = field.findChild<QLabel *>(u"titleNote"_s);
    QCOMPARE(note->palette().color(QPalette::WindowText), tokens(qApp->palette()).bad);
    QTimer::singleShot(0, qApp, [] {
        applyTheme(*qApp, ColourScheme::Dark);
        QApplication::quit();
    });
    QApplication::exec();
    QTRY_COMPARE(note->palette().color(QPalette::WindowText), tokens(qApp->palette()).bad);
}

QTEST_MAIN(tst_FormField)
#include "tst_formfield.moc"
