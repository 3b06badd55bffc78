// SPDX-License-Identifier: GPL-3.0-or-later
// GTO's rules, as its documentation states them, on tags that stock git wrote and on those that Vitrine
// writes. GTO itself is in no Debian release; `GtoReading` below is a second, separate reading of its rules.
#include "core/registry/library.h"

#include "tests/support/scratchrepo.h"

#include <QRandomGenerator>
#include <QTest>

#include <algorithm>
#include <map>
#include <set>

using namespace vitrine;
using namespace vitrine::registry;
using namespace Qt::StringLiterals;
using test::ScratchRepo;

namespace {

// One annotated tag as `git for-each-ref` prints it.
struct PlainTag {
    QString name;
    QString commit;
    qint64 second = 0;
};

// What `gto show` and `gto which` would say of one artifact.
class GtoReading final
{
public:
    explicit GtoReading(QList<PlainTag> tags)
    {
        std::stable_sort(tags.begin(), tags.end(),
                         [](const PlainTag &a, const PlainTag &b) { return a.second < b.second; });
        // Registrations are read before stages, so that a stage tag finds the version of its commit.
        for (const PlainTag &tag : tags) {
            const QString rest = tag.name.mid(tag.name.indexOf(u'@') + 1).section(u'#', 0, 0);
            if (tag.name.contains(u'@') && rest.startsWith(u'v'))
                m_versionAt[tag.commit] = QString(rest).remove(u'!');
        }
        for (const PlainTag &tag : tags)
            read(tag);
    }

    // stage=version for every stage that holds one, by stage.
    QString stages() const
    {
        QStringList parts;
        std::map<QString, std::pair<qint64, QString>> holders;
        for (const auto &[key, last] : m_stageEvents) {
            const auto &[stage, version] = key;
            if (!last.assigned || !isActive(version))
                continue;
            auto &holder = holders[stage];
            if (holder.second.isEmpty() || holder.first < last.second)
                holder = {last.second, version};
        }
        for (const auto &[stage, holder] : holders)
            parts.append(stage + u'=' + holder.second);
        return parts.join(u' ');
    }

    QString versions() const // active ones, sorted by name
    {
        QStringList names;
        for (const auto &[version, registered] : m_registered) {
            if (registered)
                names.append(version);
        }
        return names.join(u' ');
    }

    bool deprecated() const { return m_deprecated; }

private:
    struct Last {
        bool assigned = false;
        qint64 second = 0;
    };

    bool isActive(const QString &version) const
    {
        const auto known = m_registered.find(version);
        return known == m_registered.end() || known->second; // a commit with stage tags only is active
    }

    void read(const PlainTag &tag)
    {
        const qsizetype at = tag.name.indexOf(u'@');
        if (at < 0) {
            const QString rest = tag.name.mid(tag.name.indexOf(u'#') + 1).section(u'#', 0, 0);
            const QString stage = QString(rest).remove(u'!');
            const auto version = m_versionAt.find(tag.commit);
            const QString name = version == m_versionAt.end() ? tag.commit.left(10) : version->second;
            m_stageEvents[{stage, name}] = {!rest.endsWith(u'!'), tag.second};
        } else {
            const QString rest = tag.name.mid(at + 1).section(u'#', 0, 0);
            if (rest == u"deprecated") {
                m_deprecated = true;
                return;
            }
            m_registered[QString(rest).remove(u'!')] = !rest.endsWith(u'!');
        }
        m_deprecated = false;
    }

    std::map<QString, QString> m_versionAt;
    std::map<QString, bool> m_registered;
    std::map<std::pair<QString, QString>, Last> m_stageEvents;
    bool m_deprecated = false;
};

QList<PlainTag> tagsOf(ScratchRepo &repo, const QString &model)
{
    QList<PlainTag> tags;
    const QString lines = repo.git({u"for-each-ref"_s,
                                    u"--format=%(objecttype) %(*objectname) %(taggerdate:unix) "
                                    "%(refname:short)"_s,
                                    u"refs/tags"_s});
    for (const QString &line : lines.split(u'\n', Qt::SkipEmptyParts)) {
        const QStringList fields = line.split(u' ');
        const QString name = fields.value(3);
        if (fields.value(0) == u"tag" && (name.startsWith(model + u'@') || name.startsWith(model + u'#')))
            tags.append({name, fields.value(1), fields.value(2).toLongLong()});
    }
    return tags;
}

QString stagesOf(const Library &library)
{
    QStringList parts;
    const Model model = library.model(u"m"_s).value();
    for (auto it = model.stages.begin(); it != model.stages.end(); ++it)
        parts.append(it.key() + u'=' + it.value());
    return parts.join(u' ');
}

QString versionsOf(const Library &library)
{
    QStringList names;
    for (const Version &version : library.versions(u"m"_s).value()) {
        if (version.registered && !version.deregistered)
            names.append(version.name);
    }
    names.sort();
    return names.join(u' ');
}

} // namespace

class tst_GtoRules final : public QObject
{
    Q_OBJECT
private slots:
    void init();
    void documentedCasesAreReadTheSame_data();
    void documentedCasesAreReadTheSame();
    void anyHistoryIsReadTheSame_data();
    void anyHistoryIsReadTheSame();
    void whatVitrineWritesIsReadTheSame_data();
    void whatVitrineWritesIsReadTheSame();
    void namesOfWrittenTagsAreThoseOfGto();

private:
    QString commit(int number) const { return m_commits.at(number); }

    std::unique_ptr<ScratchRepo> m_repo;
    QStringList m_commits;
};

void tst_GtoRules::init()
{
    m_repo = std::make_unique<ScratchRepo>();
    m_commits.clear();
    for (int i = 0; i < 5; ++i)
        m_commits.append(
            m_repo->commitFile(u"models/m/files/m.onnx"_s, QByteArray::number(i), u"Train %1"_s.arg(i)));
}

void tst_GtoRules::documentedCasesAreReadTheSame_data()
{
    QTest::addColumn<QStringList>("tags"); // "name commit", a minute apart
    QTest::addColumn<QString>("versions");
    QTest::addColumn<QString>("stages");
    QTest::newRow("a first version") << QStringList{u"m@v0.0.1 0"_s} << u"v0.0.1"_s << u""_s;
    QTest::newRow("with and without a counter")
        << QStringList{u"m@v0.0.1#4 0"_s, u"m@v0.0.2 1"_s, u"m#dev 0"_s, u"m#prod#9 1"_s}
        << u"v0.0.1 v0.0.2"_s << u"dev=v0.0.1 prod=v0.0.2"_s;
    QTest::newRow("the last assigned counts, whatever its counter")
        << QStringList{u"m@v0.0.1 0"_s, u"m@v0.0.2 1"_s, u"m#prod#5 1"_s, u"m#prod#2 0"_s}
        << u"v0.0.1 v0.0.2"_s << u"prod=v0.0.1"_s;
    QTest::newRow("many stages of one version")
        << QStringList{u"m@v0.0.1 0"_s, u"m#dev#1 0"_s, u"m#prod#2 0"_s} << u"v0.0.1"_s
        << u"dev=v0.0.1 prod=v0.0.1"_s;
    QTest::newRow("unassigned") << QStringList{u"m@v0.0.1 0"_s, u"m#prod#1 0"_s, u"m#prod!#2 0"_s}
                                << u"v0.0.1"_s << u""_s;
    QTest::newRow("unassigned without a counter")
        << QStringList{u"m@v0.0.1 0"_s, u"m#prod 0"_s, u"m#prod! 0"_s} << u"v0.0.1"_s << u""_s;
    QTest::newRow("unassigned, and the one before is back")
        << QStringList{u"m@v0.0.1 0"_s, u"m@v0.0.2 1"_s, u"m#prod#1 0"_s, u"m#prod#2 1"_s, u"m#prod!#3 1"_s}
        << u"v0.0.1 v0.0.2"_s << u"prod=v0.0.1"_s;
    QTest::newRow("assigned again after it was unassigned")
        << QStringList{u"m@v0.0.1 0"_s, u"m#prod#1 0"_s, u"m#prod!#2 0"_s, u"m#prod#3 0"_s} << u"v0.0.1"_s
        << u"prod=v0.0.1"_s;
    QTest::newRow("deregistered, out of its stages")
        << QStringList{u"m@v0.0.1 0"_s, u"m#prod#1 0"_s, u"m@v0.0.1! 0"_s} << u""_s << u""_s;
    QTest::newRow("registered again, back in its stages")
        << QStringList{u"m@v0.0.1 0"_s, u"m#prod#1 0"_s, u"m@v0.0.1! 0"_s, u"m@v0.0.1#2 0"_s} << u"v0.0.1"_s
        << u"prod=v0.0.1"_s;
    QTest::newRow("assigned before it was registered")
        << QStringList{u"m#prod#1 3"_s, u"m@v1.0.0 3"_s} << u"v1.0.0"_s << u"prod=v1.0.0"_s;
    QTest::newRow("the version of a later commit is another")
        << QStringList{u"m@v1.0.0 0"_s, u"m@v0.9.0 1"_s, u"m#prod#1 1"_s} << u"v0.9.0 v1.0.0"_s
        << u"prod=v0.9.0"_s;
}

void tst_GtoRules::documentedCasesAreReadTheSame()
{
    QFETCH(QStringList, tags);
    for (const QString &tag : tags)
        m_repo->tag(tag.section(u' ', 0, 0), u"by hand"_s, commit(tag.section(u' ', 1, 1).toInt()));
    const Library library = Library::open(m_repo->path()).value();
    const GtoReading gto(tagsOf(*m_repo, u"m"_s));
    QTEST(versionsOf(library), "versions");
    QTEST(stagesOf(library), "stages");
    QCOMPARE(gto.versions(), versionsOf(library));
    QCOMPARE(gto.stages(), stagesOf(library));
}

void tst_GtoRules::anyHistoryIsReadTheSame_data()
{
    QTest::addColumn<quint32>("seed");
    for (quint32 seed = 1; seed <= 12; ++seed)
        QTest::newRow(qPrintable(QString::number(seed))) << seed;
}

// Tags as a person might set them, sensible or not.
void tst_GtoRules::anyHistoryIsReadTheSame()
{
    QFETCH(quint32, seed);
    QRandomGenerator random(seed);
    std::set<QString> used;
    for (int i = 1; i <= 30; ++i) {
        const int which = random.bounded(4); // the fifth commit is never registered
        const QString mark = random.bounded(3) == 0 ? u"!"_s : QString();
        const QString counter = random.bounded(4) == 0 ? QString() : u"#%1"_s.arg(i);
        QString name = u"m@deprecated"_s + counter;
        int target = which;
        if (const int kind = random.bounded(10); kind < 4) {
            name = u"m@v1.%1.0%2%3"_s.arg(which).arg(mark, counter);
        } else if (kind < 9) {
            const QStringList stages{u"dev"_s, u"prod"_s};
            name = u"m#%1%2%3"_s.arg(stages.at(random.bounded(2)), mark, counter);
            target = random.bounded(5);
        }
        if (used.insert(name).second)
            m_repo->tag(name, u"by hand"_s, commit(target));
    }
    const Library library = Library::open(m_repo->path()).value();
    const GtoReading gto(tagsOf(*m_repo, u"m"_s));
    QCOMPARE(versionsOf(library), gto.versions());
    QCOMPARE(stagesOf(library), gto.stages());
    QCOMPARE(library.model(u"m"_s).value().deprecated, gto.deprecated());
}

void tst_GtoRules::whatVitrineWritesIsReadTheSame_data()
{
    QTest::addColumn<quint32>("seed");
    for (quint32 seed = 1; seed <= 6; ++seed)
        QTest::newRow(qPrintable(QString::number(seed))) << seed;
}

// As fast as it can, so that many events share a second.
void tst_GtoRules::whatVitrineWritesIsReadTheSame()
{
    QFETCH(quint32, seed);
    QRandomGenerator random(seed);
    const Library library = Library::open(m_repo->path()).value();
    for (int i = 0; i < 4; ++i) {
        RegisterRequest request;
        request.model = u"m"_s;
        request.commit = commit(i);
        request.version = SemVer(1, i, 0);
        QVERIFY(library.registerCommit(request));
    }
    std::optional<StageChange> lastStage;
    std::optional<RegistrationChange> lastRegistration;
    int done = 0;
    for (int i = 0; i < 40; ++i) {
        const QString version = u"v1.%1.0"_s.arg(random.bounded(4));
        const QString stage = random.bounded(2) ? u"dev"_s : u"prod"_s;
        const auto keepStage = [&](const Result<StageChange> &change) {
            if (change)
                lastStage = *change;
            return bool(change);
        };
        const auto keep = [&](const Result<RegistrationChange> &change) {
            if (change)
                lastRegistration = *change;
            return bool(change);
        };
        bool written = false;
        switch (random.bounded(9)) {
        case 0:
        case 1:
        case 2: written = keepStage(library.assign(u"m"_s, version, stage, {})); break;
        case 3: written = keepStage(library.unassign(u"m"_s, stage, {})); break;
        case 4: written = keepStage(library.unassignVersion(u"m"_s, version, stage, {})); break;
        case 5: written = keep(library.deregister(u"m"_s, version, {})); break;
        case 6: written = keep(library.reregister(u"m"_s, version, {})); break;
        case 7:
            written = keep(random.bounded(2) ? library.deprecate(u"m"_s, {}) : library.revive(u"m"_s, {}));
            break;
        default:
            if (random.bounded(2) && lastStage)
                written = keepStage(library.undo(*lastStage));
            else if (lastRegistration)
                written = keep(library.undo(*lastRegistration));
        }
        done += written ? 1 : 0;
        const GtoReading gto(tagsOf(*m_repo, u"m"_s));
        QCOMPARE(gto.versions(), versionsOf(library));
        QCOMPARE(gto.stages(), stagesOf(library));
        QCOMPARE(gto.deprecated(), library.model(u"m"_s).value().deprecated);
    }
    QVERIFY2(done >= 10, qPrintable(QString::number(done)));
    // No two events of one stage, and none of one version, share a second.
    std::set<std::pair<QString, qint64>> seconds;
    for (const Event &event : library.history(u"m"_s).value()) {
        if (event.kind == EventKind::Deprecated || event.kind == EventKind::Unassigned)
            continue; // a stage that is emptied is left by all at once
        const QString subject = event.stage.isEmpty() ? event.version : u'#' + event.stage;
        QVERIFY2(seconds.insert({subject, event.date.toSecsSinceEpoch()}).second, qPrintable(event.tag));
    }
    QVERIFY(m_repo->isSound());
}

// Counters go on from the highest of any kind of event; only stages have one while a name is free.
void tst_GtoRules::namesOfWrittenTagsAreThoseOfGto()
{
    m_repo->tag(u"m@v1.0.0#7"_s, u"by hand"_s, commit(0));
    m_repo->tag(u"other#prod#20"_s, u"another model's"_s, commit(0));
    const Library library = Library::open(m_repo->path()).value();
    QCOMPARE(library.assign(u"m"_s, u"v1.0.0"_s, u"prod"_s, {}).value().tag, u"m#prod#8"_s);
    QCOMPARE(library.deregister(u"other"_s, commit(0), {}).error().code, Error::Code::InvalidArgument);
    RegisterRequest request;
    request.model = u"m"_s;
    request.commit = commit(1);
    QCOMPARE(library.registerCommit(request).value().tags, QStringList{u"m@v1.0.1"_s});
    QCOMPARE(library.unassign(u"m"_s, u"prod"_s, {}).value().tag, u"m#prod!#9"_s);
    QCOMPARE(library.deregister(u"m"_s, u"v1.0.0"_s, {}).value().tag, u"m@v1.0.0!"_s);
    QCOMPARE(library.reregister(u"m"_s, u"v1.0.0"_s, {}).value().tag,
             u"m@v1.0.0"_s); // the simple name is free
    QCOMPARE(library.deregister(u"m"_s, u"v1.0.0"_s, {}).value().tag, u"m@v1.0.0!#10"_s);
    QCOMPARE(library.deprecate(u"m"_s, {}).value().tag, u"m@deprecated"_s);
    QCOMPARE(m_repo->git({u"for-each-ref"_s, u"--format=%(contents:subject)"_s, u"refs/tags/m@deprecated"_s}),
             u"Deprecating artifact 'm'"_s);
    QCOMPARE(m_repo->git({u"for-each-ref"_s, u"--format=%(contents:subject)"_s, u"refs/tags/m@v1.0.1"_s}),
             u"Registering artifact m version v1.0.1"_s);
}

QTEST_GUILESS_MAIN(tst_GtoRules)
#include "tst_gtorules.moc"
