// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>

#include <optional>

namespace vitrine::registry {

// What the name of a GTO tag says. Grammar: https://dvc.org/doc/gto/user-guide (Git tags format):
//   tag = [dirname=]name ( #stage[!] | @semver[!] | @deprecated | @created ) [#counter]
// The model's full name is written "dirname:name" everywhere but in a tag, where ':' is not allowed.
struct GtoTag {
    enum class Kind { Register, Deregister, Assign, Unassign, Deprecate, Create };
    Kind kind = Kind::Register;
    QString model;   // full name
    QString version; // of Register and Deregister
    QString stage;   // of Assign and Unassign
    int counter = 0; // 0: none
    bool operator==(const GtoTag &) const = default;

    // Nothing when the name is not in the grammar.
    static std::optional<GtoTag> parse(const QString &name);
    QString text() const;
};

// The message that GTO gives a tag when its user gives none. `version`: a version or a commit.
QString defaultMessage(const GtoTag &tag, const QString &version);
// Also true for the texts of earlier releases of GTO, which said "object" and "label".
bool isDefaultMessage(const QString &message);

// A full name in its parts; the directory is usually empty.
struct ModelName {
    QString directory;
    QString name;
    static ModelName of(const QString &fullName);
    // Of its files in the tree: models/<name>, below the directory.
    QString folder() const;
};

bool isFullName(const QString &text); // "[dirname:]name"
bool isStageName(const QString &text);

} // namespace vitrine::registry
