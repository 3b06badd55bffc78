// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/monitor/requestcursor.h"

#include <array>
#include <charconv>
#include <limits>

namespace vitrine::monitor {

namespace {

std::string allDigits(double value)
{
    std::array<char, 32> digits;
    return {digits.data(), std::to_chars(digits.data(), digits.data() + digits.size(), value).ptr};
}

} // namespace

Result<RequestCursor> RequestCursor::open(const QString &storePath, const PredictionRows &rows)
{
    VT_TRY(Database database, Database::open(storePath, Database::Mode::ReadOnly));
    VT_TRY(Statement requests,
           database.prepare("SELECT p.time, p.id, v.name, p.inputs, p.outputs FROM prediction p "
                            "JOIN version v ON v.id = p.version JOIN model m ON m.id = v.model "
                            "WHERE p.error IS NULL AND m.name = ?1 AND (?2 IS NULL OR v.name = ?2) "
                            "AND p.time >= ?3 AND p.time < ?4 ORDER BY p.seq"));
    requests.bind(1, rows.model);
    requests.bind(2, rows.version.isEmpty() ? QString() : rows.version);
    requests.bind(3, rows.from ? rows.from->toMSecsSinceEpoch() : std::numeric_limits<qint64>::min());
    requests.bind(4, rows.to ? rows.to->toMSecsSinceEpoch() : std::numeric_limits<qint64>::max());
    VT_TRY(Statement feedback,
           database.prepare("SELECT row, truth, truth_level FROM feedback WHERE id = ?1"));
    return RequestCursor(std::move(database), std::move(requests), std::move(feedback));
}

Result<bool> RequestCursor::next(AnsweredRequest &request)
{
    VT_TRY(const bool more, m_requests.step());
    if (!more)
        return false;
    const QString id = m_requests.text(1);
    request.timeMs = m_requests.integer(0);
    request.id = id.toStdString();
    request.version = m_requests.text(2).toStdString();
    request.inputs = m_requests.text(3).toStdString();
    request.outputs = m_requests.text(4).toStdString();
    request.truths.clear();
    m_feedback.bind(1, id);
    while (true) {
        VT_TRY(const bool another, m_feedback.step());
        if (!another)
            break;
        request.truths.insert(m_feedback.integer(0), m_feedback.isNull(2) ? allDigits(m_feedback.real(1))
                                                                          : m_feedback.text(2).toStdString());
    }
    m_feedback.reset();
    return true;
}

} // namespace vitrine::monitor
