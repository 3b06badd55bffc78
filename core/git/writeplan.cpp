// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/git/writeplan.h"

#include "core/git/gittext.h"
#include "core/git/treewriter.h"

#include <algorithm>

namespace vitrine::git {

namespace {

const QByteArray heading = "vitrine write 1";

qsizetype fieldCount(WriteStep::Kind kind)
{
    switch (kind) {
    case WriteStep::Kind::File: return 4;
    case WriteStep::Kind::Index: return 5;
    case WriteStep::Kind::Reference: return 6;
    case WriteStep::Kind::Removal:
    case WriteStep::Kind::PackedRefs: return 1;
    }
    return -1;
}

bool isStaged(const QByteArray &name)
{
    return !name.isEmpty() && std::ranges::all_of(name, [](char c) { return c >= '0' && c <= '9'; });
}

bool isReference(const QByteArray &name)
{
    int valid = 0;
    return name.startsWith("refs/") && git_reference_name_is_valid(&valid, name.constData()) == 0 &&
           valid == 1;
}

// "": the main working tree; else one below worktrees.
bool isWorkTree(const QByteArray &name)
{
    const QByteArray linked = name.startsWith("worktrees/") ? name.sliced(10) : QByteArray();
    return name.isEmpty() || (!linked.isEmpty() && linked != "." && linked != ".." && !linked.contains('/'));
}

bool isLog(const QByteArray &path)
{
    const qsizetype at = path.indexOf("logs/");
    if (at < 0 || !isWorkTree(path.first(std::max<qsizetype>(at - 1, 0))))
        return false;
    const QByteArray name = path.sliced(at + 5);
    return name == "HEAD" || isReference(name);
}

bool isSafe(const WriteStep &step)
{
    const auto &fields = step.fields;
    switch (step.kind) {
    case WriteStep::Kind::File:
        return isWorkTree(fields[0]) && checkPath(toPath(fields[1])) &&
               (fields[2].isEmpty() || isStaged(fields[2]));
    case WriteStep::Kind::Index: return isWorkTree(fields[0]) && checkPath(toPath(fields[1])).has_value();
    case WriteStep::Kind::Reference:
        return isReference(fields[0]) && isStaged(fields[1]) && !fields[4].contains('\n') &&
               (fields[5].isEmpty() || std::ranges::all_of(fields[5].split('\n'), isLog));
    case WriteStep::Kind::Removal: return isReference(fields[0]);
    case WriteStep::Kind::PackedRefs: return isStaged(fields[0]);
    }
    return false;
}

} // namespace

QByteArray WritePlan::toBytes() const
{
    QByteArray bytes = heading + '\0';
    for (const WriteStep &step : steps) {
        bytes += static_cast<char>(step.kind);
        for (const QByteArray &field : step.fields)
            bytes += field + '\0';
    }
    return bytes + 'e';
}

std::optional<WritePlan> WritePlan::fromBytes(const QByteArray &bytes)
{
    WritePlan plan;
    qsizetype at = heading.size() + 1;
    if (!bytes.startsWith(heading + '\0'))
        return {};
    while (at < bytes.size() && bytes.at(at) != 'e') {
        WriteStep step{static_cast<WriteStep::Kind>(bytes.at(at)), {}};
        ++at;
        const qsizetype count = fieldCount(step.kind);
        for (qsizetype i = 0; i < count; ++i) {
            const qsizetype end = bytes.indexOf('\0', at);
            if (end < 0)
                return {};
            step.fields.append(bytes.sliced(at, end - at));
            at = end + 1;
        }
        if (count < 0 || !isSafe(step))
            return {};
        plan.steps.push_back(step);
    }
    return at + 1 == bytes.size() ? std::optional(plan) : std::nullopt;
}

} // namespace vitrine::git
