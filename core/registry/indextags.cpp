// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/registry/indexrefresh.h"

#include "core/git/references.h"
#include "core/registry/indexrows.h"
#include "core/registry/registryreader.h"

#include <algorithm>

using namespace Qt::StringLiterals;
using namespace std::string_literals;

namespace vitrine::registry {

namespace {

constexpr qsizetype manyTags = 100; // from here on all are read in one pass

bool mayBeGtoTag(const QString &name)
{
    return name.contains(u'@') || name.contains(u'#');
}

} // namespace

// Where packed-refs is the same, only tags that have a file, or had one, are compared.
Result<> IndexRefresh::compareTags()
{
    const git::RepositoryInfo &info = m_repository.info();
    const QByteArray stamp = git::packedStamp(info);
    VT_TRY(const QByteArray before, fact("packed"));
    VT_TRY(const QList<git::Reference> loose, git::looseReferences(info, u"refs/tags/"_s));
    if (stamp != before) {
        VT_TRY(const QList<git::Reference> all, m_repository.references(u"refs/tags/"_s));
        VT_CHECK(compareTags(all, "SELECT name, target, model FROM tag ORDER BY name"));
        VT_CHECK(setFact("packed", stamp));
        return keepLoose(loose);
    }
    QList<git::Reference> now = loose;
    QSet<QString> names;
    for (const git::Reference &reference : loose)
        names.insert(reference.name);
    {
        VT_TRY(Statement known, db(m_db.prepare("SELECT name FROM tag WHERE loose=1")));
        while (true) {
            VT_TRY(const bool more, db(known.step()));
            if (!more)
                break;
            const QString name = u"refs/tags/"_s + known.text(0);
            // Its file is gone: there may be an older one of that name in packed-refs.
            const auto packed = names.contains(name) ? Result<std::optional<git::Reference>>(std::nullopt)
                                                     : git::reference(info, name);
            if (packed && *packed)
                now.append(**packed);
        }
    }
    std::ranges::sort(now, {}, &git::Reference::name);
    VT_CHECK(compareTags(now, "SELECT name, target, model FROM tag WHERE loose=1 ORDER BY name"));
    return keepLoose(loose);
}

Result<> IndexRefresh::keepLoose(const QList<git::Reference> &loose)
{
    QSet<QString> now;
    for (const git::Reference &reference : loose)
        now.insert(reference.name.mid(10));
    QStringList packed;
    {
        VT_TRY(Statement known, db(m_db.prepare("SELECT name FROM tag WHERE loose=1")));
        while (true) {
            VT_TRY(const bool more, db(known.step()));
            if (!more)
                break;
            if (!now.remove(known.text(0)))
                packed.append(known.text(0));
        }
    }
    for (const QString &name : std::as_const(packed))
        VT_CHECK(execute("UPDATE tag SET loose=0 WHERE name=?1", name));
    for (const QString &name : std::as_const(now))
        VT_CHECK(execute("UPDATE tag SET loose=1 WHERE name=?1", name));
    return {};
}

// `rows`: selects what to compare with, sorted by name.
Result<> IndexRefresh::compareTags(const QList<git::Reference> &references, const char *rows)
{
    VT_TRY(Statement known, db(m_db.prepare(rows)));
    VT_TRY(bool more, db(known.step()));
    QStringList fresh;
    QStringList gone;
    // Both lists are sorted; names in GTO's grammar are ASCII, so both sort alike.
    for (const git::Reference &reference : references) {
        const QString name = reference.name.mid(10);
        if (!mayBeGtoTag(name))
            continue;
        while (more && known.text(0) < name) {
            gone.append(known.text(0));
            if (!known.isNull(2))
                m_changed.insert(known.text(2));
            VT_TRY(more, db(known.step()));
        }
        if (more && known.text(0) == name) {
            if (known.text(1) != reference.target) {
                fresh.append(name);
                if (!known.isNull(2))
                    m_changed.insert(known.text(2));
            }
            VT_TRY(more, db(known.step()));
        } else if (GtoTag::parse(name)) {
            fresh.append(name);
        }
    }
    while (more) {
        gone.append(known.text(0));
        if (!known.isNull(2))
            m_changed.insert(known.text(2));
        VT_TRY(more, db(known.step()));
    }
    for (const QString &name : std::as_const(gone))
        VT_CHECK(execute("DELETE FROM tag WHERE name=?1", name));
    return readTags(fresh, references);
}

Result<> IndexRefresh::readTags(const QStringList &names, const QList<git::Reference> &references)
{
    QHash<QString, git::Oid> targets;
    const QSet<QString> wanted(names.begin(), names.end());
    for (const git::Reference &reference : references) {
        if (wanted.contains(reference.name.mid(10)))
            targets.insert(reference.name.mid(10), reference.target);
    }
    VT_TRY(Statement insert, db(m_db.prepare("INSERT OR REPLACE INTO tag("s + tagColumns +
                                             ", target) VALUES(?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10)")));
    const auto store = [&](const git::Tag &tag) -> Result<> {
        const auto record = tagRecord(m_repository, tag);
        insert.bind(1, tag.name);
        insert.bind(2, tag.object);
        insert.bind(3, record ? record->parsed.model : QString());
        insert.bind(4, tag.target);
        bindDate(insert, 5, record ? record->date : QDateTime());
        insert.bind(7, record ? record->author : QString());
        insert.bind(8, record ? record->message : QString());
        insert.bind(9, record && record->lightweight ? 1 : 0);
        const git::Oid target = targets.value(tag.name);
        insert.bind(10, target.isEmpty() ? u""_s : target); // of a broken reference
        if (record)
            m_changed.insert(record->parsed.model);
        return db(insert.execute());
    };
    if (names.size() > manyTags) {
        VT_TRY(const QList<git::Tag> tags, m_repository.tags(m_job));
        for (const git::Tag &tag : tags) {
            if (wanted.contains(tag.name))
                VT_CHECK(store(tag));
        }
        return {};
    }
    for (const QString &name : names) {
        const auto tag = m_repository.tag(name);
        // Gone again, or not readable: stored as one that says nothing.
        VT_CHECK(store(tag ? *tag : git::Tag{name, {}, {}, git::Tag::TargetType::Missing, {}, {}}));
    }
    return {};
}

} // namespace vitrine::registry
