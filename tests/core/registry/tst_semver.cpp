// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/registry/semver.h"

#include <QStringList>
#include <QTest>

using namespace vitrine;
using namespace vitrine::registry;
using namespace Qt::StringLiterals;

class tst_SemVer final : public QObject
{
    Q_OBJECT
private slots:
    void whatIsReadIsWrittenAlike_data();
    void whatIsReadIsWrittenAlike();
    void otherTextsAreRefused_data();
    void otherTextsAreRefused();
    void theOrderIsThatOfTheSpecification();
    void buildMetadataDoesNotCountForTheOrder();
    void bumpingResetsWhatIsBelow();
};

void tst_SemVer::whatIsReadIsWrittenAlike_data()
{
    QTest::addColumn<QString>("text");
    for (const char *text :
         {"v0.0.1", "v1.2.3", "v10.20.30", "v1.0.0-alpha", "v1.0.0-alpha.1", "v1.0.0-0.3.7",
          "v1.0.0-x-y-z.--", "v1.0.0+20130313144700", "v1.0.0-beta+exp.sha.5114f85", "v2147483647.0.0"})
        QTest::newRow(text) << QString::fromLatin1(text);
}

void tst_SemVer::whatIsReadIsWrittenAlike()
{
    QFETCH(QString, text);
    QCOMPARE(SemVer::parse(text).value().text(), text);
}

void tst_SemVer::otherTextsAreRefused_data()
{
    QTest::addColumn<QString>("text");
    for (const char *text : {"", "1.2.3", "v1", "v1.2", "v01.2.3", "v1.2.3.4", "v1.2.3-", "v1.2.3-01",
                             "v1.2.3+", "v1.2.3\n", " v1.2.3", "v1.2.-3", "latest", "v99999999999.0.0"})
        QTest::newRow(text) << QString::fromLatin1(text);
}

void tst_SemVer::otherTextsAreRefused()
{
    QFETCH(QString, text);
    const auto version = SemVer::parse(text);
    QVERIFY(!version);
    QCOMPARE(version.error().code, Error::Code::InvalidArgument);
}

void tst_SemVer::theOrderIsThatOfTheSpecification()
{
    // https://semver.org/#spec-item-11, with numbers beyond any integer type
    const QStringList ordered{
        u"v0.9.9"_s,      u"v1.0.0-alpha"_s,  u"v1.0.0-alpha.1"_s, u"v1.0.0-alpha.beta"_s,
        u"v1.0.0-beta"_s, u"v1.0.0-beta.2"_s, u"v1.0.0-beta.11"_s, u"v1.0.0-beta.99999999999999999999"_s,
        u"v1.0.0-rc.1"_s, u"v1.0.0"_s,        u"v1.0.1"_s,         u"v1.2.0"_s,
        u"v1.10.0"_s,     u"v2.0.0"_s};
    for (qsizetype i = 0; i < ordered.size(); ++i) {
        for (qsizetype j = 0; j < ordered.size(); ++j) {
            const auto order = *SemVer::parse(ordered.at(i)) <=> *SemVer::parse(ordered.at(j));
            QVERIFY2(order == (i <=> j), qPrintable(ordered.at(i) + u" and "_s + ordered.at(j)));
        }
    }
}

void tst_SemVer::buildMetadataDoesNotCountForTheOrder()
{
    QVERIFY(*SemVer::parse(u"v1.0.0+a"_s) == *SemVer::parse(u"v1.0.0+b"_s));
}

void tst_SemVer::bumpingResetsWhatIsBelow()
{
    const SemVer version = SemVer::parse(u"v1.2.3-rc.1+7"_s).value();
    QCOMPARE(version.bumped(Bump::Patch).text(), u"v1.2.4"_s);
    QCOMPARE(version.bumped(Bump::Minor).text(), u"v1.3.0"_s);
    QCOMPARE(version.bumped(Bump::Major).text(), u"v2.0.0"_s);
}

QTEST_GUILESS_MAIN(tst_SemVer)
#include "tst_semver.moc"
