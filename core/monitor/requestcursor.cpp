// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/monitor/requestcursor.h"

#include <array>
#include <charconv>
#include <limits>
#include <utility>

using namespace Qt::StringLiterals;

namespace vitrine::monitor {

namespace {

std::string allDigits(double value)
{
    std::array<char, 32> digits;
    return {digits.data(), std::to_chars(digits.data(), digits.data() + digits.size(), value).ptr};
}

// Binds 1 model, 2 version, 3 from, 4 to.
constexpr auto ofAnswered = "FROM prediction p JOIN version v ON v.id = p.version "
                            "JOIN model m ON m.id = v.model %1"
                            "WHERE p.error IS NULL AND m.name = ?1 AND (?2 = '' OR v.name = ?2) "
                            "AND p.time >= ?3 AND p.time < ?4 ORDER BY p.seq";

Result<StoreStatement> answered(StoreConnection &store, const QString &columns, const QString &join,
                                const PredictionRows &rows)
{
    const QString sql = u"SELECT %1 "_s.arg(columns) + QLatin1StringView(ofAnswered).toString().arg(join);
    VT_TRY(StoreStatement statement, store.prepare(sql.toStdString()));
    statement.bind(1, rows.model);
    statement.bind(2, rows.version.isNull() ? u""_s : rows.version);
    statement.bind(3, rows.from ? rows.from->toMSecsSinceEpoch() : std::numeric_limits<qint64>::min());
    statement.bind(4, rows.to ? rows.to->toMSecsSinceEpoch() : std::numeric_limits<qint64>::max());
    return statement;
}

} // namespace

QString observationId(const std::string &request, qint64 row)
{
    return QString::fromStdString(request) + (row == 0 ? QString() : u"#%1"_s.arg(row));
}

Result<RequestCursor> RequestCursor::open(const QString &storePath, const PredictionRows &rows)
{
    VT_TRY(StoreConnection requestSide, StoreConnection::openToRead(storePath));
    VT_TRY(StoreConnection feedbackSide, StoreConnection::openToRead(storePath));
    VT_TRY(StoreStatement requests,
           answered(requestSide, u"p.seq, p.time, p.id, v.name, p.inputs, p.outputs"_s, {}, rows));
    VT_TRY(StoreStatement feedback, answered(feedbackSide, u"p.seq, f.row, f.truth, f.truth_level"_s,
                                             u"JOIN feedback f ON f.id = p.id "_s, rows));
    return RequestCursor(std::move(requestSide), std::move(feedbackSide), std::move(requests),
                         std::move(feedback));
}

Result<> RequestCursor::nextFeedback()
{
    VT_TRY(const bool more, m_feedback.step());
    m_feedbackFor = more ? std::optional(m_feedback.integer(0)) : std::nullopt;
    return {};
}

Result<bool> RequestCursor::next(AnsweredRequest &request)
{
    if (!std::exchange(m_begun, true))
        VT_CHECK(nextFeedback());
    VT_TRY(const bool more, m_requests.step());
    if (!more)
        return false;
    const qint64 sequence = m_requests.integer(0);
    request.timeMs = m_requests.integer(1);
    request.id = m_requests.text(2).toStdString();
    request.version = m_requests.text(3).toStdString();
    request.inputs = m_requests.text(4).toStdString();
    request.outputs = m_requests.text(5).toStdString();
    request.truths.clear();
    while (m_feedbackFor && *m_feedbackFor <= sequence) {
        // What is before was removed by a writer between the two queries.
        if (*m_feedbackFor == sequence)
            request.truths.insert(m_feedback.integer(1), m_feedback.isNull(3)
                                                             ? allDigits(m_feedback.real(2))
                                                             : m_feedback.text(3).toStdString());
        VT_CHECK(nextFeedback());
    }
    return true;
}

} // namespace vitrine::monitor
