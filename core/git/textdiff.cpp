// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/git/textdiff.h"

#include "core/git/handles.h"

using namespace Qt::StringLiterals;

namespace vitrine::git {

namespace {

// A hunk header counts from 1, and names the line before an empty side.
qsizetype firstLine(int start, int count)
{
    return count == 0 ? start : start - 1;
}

int takeHunk(const git_diff_delta *, const git_diff_hunk *hunk, void *changes)
{
    static_cast<QList<LineChange> *>(changes)->append(
        {firstLine(hunk->old_start, hunk->old_lines), hunk->old_lines,
         firstLine(hunk->new_start, hunk->new_lines), hunk->new_lines});
    return 0;
}

} // namespace

Result<QList<LineChange>> lineChanges(const QByteArray &before, const QByteArray &after)
{
    // Counted by libgit2, so that it does not matter who comes first.
    [[maybe_unused]] static const int initialised = git_libgit2_init();
    git_diff_options options = GIT_DIFF_OPTIONS_INIT;
    options.flags = GIT_DIFF_FORCE_TEXT | GIT_DIFF_MINIMAL;
    options.context_lines = 0;
    options.interhunk_lines = 0;
    QList<LineChange> changes;
    VT_CHECK(check(git_diff_buffers(before.constData(), static_cast<size_t>(before.size()), nullptr,
                                    after.constData(), static_cast<size_t>(after.size()), nullptr, &options,
                                    nullptr, nullptr, takeHunk, nullptr, &changes),
                   u"Couldn't compare two texts"_s));
    return changes;
}

} // namespace vitrine::git
