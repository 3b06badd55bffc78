// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/registry/library.h"

#include <QJsonObject>

namespace vitrine::cli {

// The JSON of a version, and of what a stage change wrote, as every verb prints them.
QJsonObject toJson(const registry::Version &version);
QJsonObject toJson(const registry::StageChange &change);
QJsonObject toJson(const registry::RegistrationChange &change);
QJsonObject toJson(const QMap<QString, double> &metrics);
QString metricsText(const QMap<QString, double> &metrics); // "rmse 2.37, mae 1.94"

// "v1.0.0", with what it is when it is not simply registered: "v1.0.0 (deregistered)".
QString shownName(const registry::Version &version);

// "major", "minor" or "patch".
std::optional<registry::Bump> bumpOf(const QString &text);

// The version that MODEL[@VERSION|#STAGE] names.
Result<registry::Version> resolve(const registry::Library &library, const QString &text);

} // namespace vitrine::cli
