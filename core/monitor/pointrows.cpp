// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/monitor/pointrows.h"

#include "core/base/text.h"
#include "core/monitor/requestcursor.h"
#include "core/monitor/requestlists.h"

#include <algorithm>
#include <cmath>

using namespace Qt::StringLiterals;

namespace vitrine::monitor {

namespace {

constexpr auto estimateName = ".pred";
constexpr auto classNames = ".pred_class";

// Goes through the recorded requests of a stretch of time and gives rows their inputs.
class InputJoin final
{
public:
    InputJoin(PointRows &rows, const PointRowsRequest &request) : m_rows(rows), m_request(request)
    {
        for (qsizetype i = 0; i < rows.rows.size(); ++i) {
            if (const QString &id = rows.rows[i].observation.id; !id.isEmpty())
                m_byId.insert(id, i);
        }
    }

    void take(const AnsweredRequest &asked)
    {
        m_inputs.parse(asked.inputs);
        m_outputs.parse(asked.outputs);
        const std::size_t count = m_outputs.rows();
        const qsizetype first = m_rows.rows.size();
        std::vector<qsizetype> places(count, -1);
        for (std::size_t row = 0; row < count; ++row) {
            const QString id = observationId(asked.id, static_cast<qint64>(row));
            const auto known = m_byId.constFind(id);
            if (known != m_byId.constEnd())
                places[row] = *known;
            else if (m_request.labels != Labels::Known && !asked.truths.contains(static_cast<qint64>(row)))
                places[row] = add(asked, id);
        }
        fillInputs(places);
        if (m_rows.rows.size() > first)
            fillAnswers(places, first);
    }

private:
    qsizetype add(const AnsweredRequest &asked, const QString &id)
    {
        if (m_rows.rows.size() >= m_request.most) {
            ++m_rows.leftOut;
            return -1;
        }
        PointRow row;
        row.observation.timeMs = asked.timeMs;
        row.observation.id = id;
        m_rows.rows.append(row);
        return m_rows.rows.size() - 1;
    }

    void fillInputs(const std::vector<qsizetype> &places)
    {
        for (const std::string &name : m_inputs.names()) {
            const QString column = QString::fromStdString(name);
            qsizetype at = m_rows.inputs.indexOf(column);
            if (at < 0) {
                at = m_rows.inputs.size();
                m_rows.inputs << column;
            }
            visit(m_inputs, name, places, [at](PointRow &row, const JsonScalar &value) {
                while (row.inputs.size() <= at)
                    row.inputs << QString();
                row.inputs[at] = value.missing ? QString() : QString::fromStdString(value.text);
            });
        }
    }

    // Of rows that are not in the store.
    void fillAnswers(std::vector<qsizetype> places, qsizetype first)
    {
        for (qsizetype &place : places)
            place = place < first ? -1 : place;
        visit(m_outputs, estimateName, places, [](PointRow &row, const JsonScalar &value) {
            if (value.isNumber)
                row.observation.estimate = value.number;
        });
        visit(m_outputs, classNames, places, [](PointRow &row, const JsonScalar &value) {
            row.observation.estimateLevel = QString::fromStdString(value.text);
        });
        for (const QString &level : std::as_const(m_rows.target.levels)) {
            visit(m_outputs, ".pred_" + level.toStdString(), places,
                  [](PointRow &row, const JsonScalar &value) {
                      row.observation.probabilities << (value.isNumber ? value.number : std::nan(""));
                  });
        }
    }

    template<typename Set>
    void visit(const RequestLists &lists, const std::string &name, const std::vector<qsizetype> &places,
               Set set)
    {
        std::size_t row = 0;
        lists.visit(name, [&](const JsonScalar &value) {
            if (row < places.size() && places[row] >= 0)
                set(m_rows.rows[places[row]], value);
            ++row;
        });
    }

    PointRows &m_rows;
    const PointRowsRequest &m_request;
    QHash<QString, qsizetype> m_byId;
    RequestLists m_inputs;
    RequestLists m_outputs;
};

Result<QString> whyNone(Store &store)
{
    VT_TRY(const Retention retention, store.retention());
    if (retention.observationDays > 0)
        return Text::tr("Only the sums of this period are stored: observations are kept for %n day(s), and "
                        "these are older.",
                        nullptr, retention.observationDays);
    return Text::tr("Only the sums of this period are stored, not its observations.");
}

} // namespace

Result<PointRows> readPointRows(const QString &where, const PointRowsRequest &request, const Job &job)
{
    VT_TRY(Store store, Store::open(where));
    PointRows rows;
    auto target = store.target(request.model);
    if (!target) {
        // Without observations there is nothing to guess it from; the sums may be left.
        VT_TRY(const QStringList models, store.models());
        if (target.error().code != Error::Code::NotFound || !models.contains(request.model))
            return target.error();
        target = Target();
    }
    rows.target = *target;
    VT_TRY(QList<Observation> observations,
           store.observations(request.model, request.version, request.from, request.to, request.labels));
    rows.leftOut = std::max<qsizetype>(0, observations.size() - request.most);
    observations.resize(std::min(observations.size(), request.most));
    for (Observation &observation : observations)
        rows.rows.append({std::move(observation), {}});
    InputJoin join(rows, request);
    VT_TRY(RequestCursor cursor,
           RequestCursor::open(where, {request.model, request.version, request.from, request.to}));
    AnsweredRequest asked;
    while (true) {
        VT_CHECK(job.check());
        VT_TRY(const bool more, cursor.next(asked));
        if (!more)
            break;
        join.take(asked);
    }
    std::stable_sort(rows.rows.begin(), rows.rows.end(), [](const PointRow &a, const PointRow &b) {
        return a.observation.timeMs < b.observation.timeMs;
    });
    if (rows.rows.isEmpty()) {
        VT_TRY(rows.why, whyNone(store));
    }
    return rows;
}

} // namespace vitrine::monitor
