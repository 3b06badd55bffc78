// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArray>
#include <QString>

namespace vitrine::git {

// Private to core/git. Bytes that Git keeps as text, and back.

// A message or a person's name: UTF-8 where it is valid, else in `encoding` (a commit's header), else
// Latin-1, so that nothing disappears from sight. Cut at maxText.
QString toText(const char *bytes, const char *encoding = nullptr);
inline constexpr qsizetype maxText = 1'000'000;

// One name of a tree, or a path or reference name of several. A name that is not UTF-8, has control
// characters or is none that Git would check out ("..", ".git", one with a slash inside) is written as Git
// quotes it, "caf\351" with the quotation marks: it can be shown, never leads out of a folder, and fromPath()
// finds the bytes again.
QString toName(QByteArrayView raw);
QString toPath(QByteArrayView raw);
QByteArray fromName(QStringView name);
QByteArray fromPath(QStringView path);

// ".git" in any spelling that some file system takes for it: case, HFS+'s ignored characters, NTFS's short
// name and trailing dots, spaces and streams.
bool isDotGit(QByteArrayView name);

} // namespace vitrine::git
