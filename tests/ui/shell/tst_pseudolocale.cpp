// SPDX-License-Identifier: GPL-3.0-or-later
// Shows every page and dialog in a language that nobody speaks and finds what was not translated and what is
// cut off because other languages are longer.
#include "core/sample/samplelibrary.h"
#include "tests/ui/support/pseudolocale.h"
#include "tests/ui/support/walk.h"
#include "tests/ui/support/windowfixture.h"
#include "ui/theme/tokens.h"

#include <QAction>
#include <QComboBox>
#include <QLabel>
#include <QLineEdit>
#include <QMenu>
#include <QRegularExpression>
#include <QTabBar>
#include <QTableView>
#include <QTest>

#include <memory>

using namespace Qt::StringLiterals;
using namespace vitrine;
using namespace vitrine::ui;

namespace {

struct Text {
    QString where;
    QString text;
};

QString describe(const QWidget *widget)
{
    return test::pathOf(widget);
}

// What people read on a widget, and what a screen reader says of it.
QList<Text> textsOf(const QWidget *widget)
{
    QList<Text> texts;
    const auto add = [&](const char *what, const QString &text) {
        if (!text.isEmpty())
            texts.append({describe(widget) + u' ' + QString::fromLatin1(what), text});
    };
    add("accessible name", widget->accessibleName());
    add("accessible description", widget->accessibleDescription());
    add("tool tip", widget->toolTip());
    if (const auto *label = qobject_cast<const QLabel *>(widget))
        add("text", label->text());
    if (const auto *button = qobject_cast<const QAbstractButton *>(widget))
        add("text", button->text());
    if (const auto *line = qobject_cast<const QLineEdit *>(widget))
        add("placeholder", line->placeholderText());
    if (const auto *tabs = qobject_cast<const QTabBar *>(widget)) {
        for (int tab = 0; tab < tabs->count(); ++tab)
            add("tab", tabs->tabText(tab));
    }
    if (const auto *box = qobject_cast<const QComboBox *>(widget)) {
        for (int item = 0; item < box->count(); ++item)
            add("item", box->itemText(item));
    }
    if (const auto *view = qobject_cast<const QTableView *>(widget); view && view->model()) {
        for (int column = 0; column < view->model()->columnCount(); ++column)
            add("column", view->model()->headerData(column, Qt::Horizontal).toString());
    }
    for (const QAction *action : widget->actions()) {
        add("action", action->text());
        if (action->toolTip() != action->iconText())
            add("action's tool tip", action->toolTip());
    }
    return texts;
}

// Why the widget does not show all it has to say; empty: it does.
QString clipping(const QWidget *widget)
{
    if (const auto *label = qobject_cast<const QLabel *>(widget)) {
        if (label->text().isEmpty() || label->inherits("vitrine::ui::ElidedLabel"))
            return {};
        if (label->wordWrap() && label->heightForWidth(label->width()) > label->height() + 1)
            return u"%1 high instead of %2"_s.arg(label->height()).arg(label->heightForWidth(label->width()));
        if (!label->wordWrap() && label->sizeHint().width() > label->width() + 1)
            return u"%1 wide instead of %2"_s.arg(label->width()).arg(label->sizeHint().width());
        return {};
    }
    if (const auto *button = qobject_cast<const QAbstractButton *>(widget)) {
        if (button->text().isEmpty() || button->layout())
            return {};
        if (button->sizeHint().width() > button->width() + 1)
            return u"%1 wide instead of %2"_s.arg(button->width()).arg(button->sizeHint().width());
    }
    return {};
}

} // namespace

class tst_PseudoLocale final : public QObject
{
    Q_OBJECT
private slots:
    void initTestCase();
    void cleanupTestCase();
    void placeholdersAndMnemonicsSurvive();
    void everyTextIsTranslated_data() { addPlaces(); }
    void everyTextIsTranslated();
    void nothingIsClipped_data() { addPlaces(); }
    void nothingIsClipped();
    void nothingIsClippedInASmallWindow_data() { addPlaces(); }
    void nothingIsClippedInASmallWindow();
    void nothingIsClippedInALargeFont_data() { addPlaces(); }
    void nothingIsClippedInALargeFont();

private:
    void takeWords(const QString &text);
    void takeWords(const registry::Library &library);
    void addPlaces();
    void show();
    void checkClipping();
    bool isData(const QString &text) const;

    test::PseudoTranslator m_translator;
    std::unique_ptr<test::WindowFixture> m_fixture;
    QSet<QString> m_data; // words of the library
    std::unique_ptr<test::Walk> m_walk;
};

void tst_PseudoLocale::initTestCase()
{
    applyTheme(*qApp, ColourScheme::Light);
    QCoreApplication::installTranslator(&m_translator);
    m_fixture = std::make_unique<test::WindowFixture>();
    const QString path = m_fixture->dir.filePath(u"sample.git"_s);
    const auto library = sample::create(path);
    QVERIFY2(library, library ? "" : qPrintable(library.error().message));
    m_walk = std::make_unique<test::Walk>(*m_fixture, path);
    takeWords(*library);
    takeWords(registry::Library::open(m_fixture->makeLibrary(u"another-library"_s)).value());
    // The vocabulary of model.yaml is the same in every language.
    takeWords(
        u"regression classification clustering forecasting ranking anomaly detection embedding generation"_s);
    takeWords(u"pickled churn pickle PICKLE model.pkl model weights tmax.onnx rain tmax"_s);
    takeWords(
        u"empty gone unwatched damaged another-library MIT sample snow.onnx git Vitrine YAML UTC onnx POST GET curl Python R JSON CSV PNG SVG PDF"_s);
}

void tst_PseudoLocale::takeWords(const QString &text)
{
    static const QRegularExpression word(u"[\\p{L}\\p{N}_.-]+"_s);
    auto words = word.globalMatch(text);
    while (words.hasNext())
        m_data.insert(words.next().captured());
}

// Every word that a library itself uses is data wherever it is shown.
void tst_PseudoLocale::takeWords(const registry::Library &library)
{
    for (const registry::Model &model : library.models().value()) {
        for (const QString &text : {model.name, model.title, model.description, model.type, model.format,
                                    model.format.toUpper(), model.licence, model.mainMetric})
            takeWords(text);
        takeWords((model.owners + model.labels + model.stages.keys()).join(u' '));
        for (const registry::Version &version : library.versions(model.name).value())
            takeWords((QStringList{version.name, version.message, version.author, version.note} +
                       version.metrics.keys() + version.labels)
                          .join(u' '));
        const registry::Metadata metadata = library.metadata(model.name).value();
        for (const format::Column &column : metadata.prototype.columns)
            takeWords(column.name + u' ' + column.unit + u' ' + column.description);
    }
}

void tst_PseudoLocale::cleanupTestCase()
{
    m_walk.reset();
    m_fixture.reset();
}

void tst_PseudoLocale::placeholdersAndMnemonicsSurvive()
{
    const QString text = test::PseudoTranslator::pseudo(u"&Open %1 of %n, %L2 %"_s);
    QVERIFY(text.contains(u"%1") && text.contains(u"%n") && text.contains(u"%L2") && text.contains(u'&'));
    QCOMPARE(test::PseudoTranslator::outside(text + u" raw"_s), u" raw"_s);
}

// Numbers, dates, keys and sizes are QLocale's and QKeySequence's; words of the library are its own.
bool tst_PseudoLocale::isData(const QString &text) const
{
    static const QRegularExpression word(u"[\\p{L}\\p{N}_.-]+"_s);
    static const QRegularExpression neutral(
        u"\\A(?:\\d.*|[vn]|Ctrl|Alt|Shift|F\\d+|Tab|Left|Right|Home|End|Del|bytes|[kMG]i?B|"
        "Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec|January|February|March|April|June|July|August|"
        "September|October|November|December|[a-f0-9]{7,64}|[A-Z][A-Za-z0-9]*(?:-[A-Za-z0-9.]+)+)\\z"_s);
    if (text.startsWith(u'/')) // a path
        return true;
    auto words = word.globalMatch(text);
    while (words.hasNext()) {
        const QString each = words.next().captured();
        if (each.size() > 1 && each.contains(QRegularExpression(u"[A-Za-z]{2}"_s)) &&
            !m_data.contains(each) && !neutral.match(each).hasMatch())
            return false;
    }
    return true;
}

void tst_PseudoLocale::addPlaces()
{
    QTest::addColumn<QString>("place");
    for (const QString &place : m_walk->places())
        QTest::newRow(qPrintable(place)) << place;
}

void tst_PseudoLocale::show()
{
    QFETCH(const QString, place);
    QVERIFY2(m_walk->go(place), qPrintable(u"%1 did not appear"_s.arg(place)));
}

void tst_PseudoLocale::everyTextIsTranslated()
{
    show();
    QStringList raw;
    int seen = 0;
    for (const QWidget *widget : m_walk->visibleWidgets()) {
        for (const Text &text : textsOf(widget)) {
            ++seen;
            if (!isData(test::PseudoTranslator::outside(text.text)))
                raw << u"%1: “%2”"_s.arg(text.where, text.text.left(120));
        }
    }
    m_walk->leave();
    QVERIFY(seen > 5);
    QVERIFY2(raw.isEmpty(), qPrintable(u'\n' + raw.join(u'\n')));
}

void tst_PseudoLocale::checkClipping()
{
    show();
    QStringList clipped;
    for (const QWidget *widget : m_walk->visibleWidgets()) {
        if (const QString why = clipping(widget); !why.isEmpty())
            clipped << u"%1: %2"_s.arg(describe(widget), why);
    }
    m_walk->leave();
    QVERIFY2(clipped.isEmpty(), qPrintable(u'\n' + clipped.join(u'\n')));
}

void tst_PseudoLocale::nothingIsClipped()
{
    m_fixture->window->resize(1280, 800);
    checkClipping();
}

void tst_PseudoLocale::nothingIsClippedInASmallWindow()
{
    m_fixture->window->resize(1000, 640);
    checkClipping();
}

// In English, one and a half times as large as usual, for the whole program from its start on.
void tst_PseudoLocale::nothingIsClippedInALargeFont()
{
    static const bool once = [this] {
        QCoreApplication::removeTranslator(&m_translator);
        QFont font = QApplication::font();
        font.setPointSizeF(font.pointSizeF() * 1.5);
        QApplication::setFont(font);
        m_fixture->restart();
        return true;
    }();
    Q_UNUSED(once)
    m_fixture->window->resize(1280, 800);
    checkClipping();
}

QTEST_MAIN(tst_PseudoLocale)
#include "tst_pseudolocale.moc"
