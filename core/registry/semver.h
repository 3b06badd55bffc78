// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/result.h"

#include <QString>

#include <compare>

namespace vitrine::registry {

enum class Bump { Major, Minor, Patch };

// A semantic version with GTO's leading "v": v1.2.3-rc.1+build. Ordered as semver.org 2.0.0 §11 says;
// build metadata is ignored when ordering.
class SemVer final
{
public:
    static Result<SemVer> parse(const QString &text);
    SemVer(int major, int minor, int patch) : m_major(major), m_minor(minor), m_patch(patch) {}

    QString text() const;
    SemVer bumped(Bump part) const; // without pre-release and build
    std::weak_ordering operator<=>(const SemVer &other) const;
    bool operator==(const SemVer &other) const { return (*this <=> other) == 0; }

private:
    int m_major = 0;
    int m_minor = 0;
    int m_patch = 0;
    QString m_preRelease;
    QString m_build;
};

} // namespace vitrine::registry
