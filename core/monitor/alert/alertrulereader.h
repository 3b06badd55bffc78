// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/monitor/alert/alertrule.h"

#include <QJsonObject>

namespace vitrine::monitor {

// Reads one rule of model.yaml, key by key.
class AlertRuleReader final
{
public:
    // `place`: from 1, to name a rule without a name.
    AlertRuleReader(const QJsonObject &json, int place) : m_json(json), m_place(place) {}

    Result<AlertRule> read();

private:
    Error wrong(const QString &sentence) const;
    Result<> checkKeys() const;
    Result<> readName();
    Result<> readSubject();
    Result<> readPeriods();
    Result<> readBounds();
    Result<> readReference();
    Result<> readNumbers();
    Result<> readHooks();
    Result<AlertBound> bound(const QString &key) const;
    Result<AlertHook> hook(const QJsonObject &json) const;

    const QJsonObject m_json;
    int m_place;
    AlertRule m_rule;
};

} // namespace vitrine::monitor
