// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/serving/rowstream.h"

#include "core/serving/csvreader.h"
#include "core/serving/predictionrecorder.h"

#include <algorithm>
#include <utility>

namespace vitrine::serving {

namespace {

constexpr std::size_t blockBytes = 256 * 1024;
constexpr std::size_t padding = 64; // that SIMD parsing may read
constexpr std::size_t mostIgnored = 32;
constexpr std::string_view byteOrderMark = "\xEF\xBB\xBF";

std::optional<RowSplitter::Form> formOf(const PredictionPlan &plan, std::string_view body,
                                        const Schema &schema)
{
    switch (plan.rows) {
    case RowForm::Csv:
        return hasCsvHeader(body, schema) ? RowSplitter::Form::Csv : RowSplitter::Form::CsvRows;
    case RowForm::JsonLines: return RowSplitter::Form::Lines;
    case RowForm::Json: {
        if (body.starts_with(byteOrderMark))
            body.remove_prefix(byteOrderMark.size());
        const auto first = body.find_first_not_of(" \t\r\n");
        if (first != std::string_view::npos && body[first] == '[')
            return RowSplitter::Form::List;
        break;
    }
    case RowForm::Mlflow: break;
    }
    return {};
}

} // namespace

std::unique_ptr<RowStream> RowStream::open(const PredictionPlan &plan, const Exchange &exchange)
{
    const auto form = formOf(plan, exchange.request.body, exchange.version->schema());
    if (!form)
        return nullptr;
    return std::unique_ptr<RowStream>(new RowStream(plan, exchange, *form));
}

RowStream::RowStream(const PredictionPlan &plan, const Exchange &exchange, RowSplitter::Form form)
    : m_plan(plan)
    , m_version(exchange.version)
    , m_endpoint(exchange.endpoint)
    , m_mostRows(exchange.mostRows)
    , m_recorder(exchange.recorder)
    , m_splitter(form)
    , m_answer(plan.form, plan.name, plan.type, plan.special)
    , m_clock(std::chrono::steady_clock::now())
{
    if (m_plan.rows == RowForm::JsonLines)
        m_plan.rows = RowForm::Json; // blocks are lists
    m_answer.begin(m_text);
}

void RowStream::feed(std::string_view bytes, Workspace &workspace)
{
    if (isOver())
        return;
    m_clock.resume();
    if (m_splitter.isAtStart() && bytes.starts_with(byteOrderMark))
        bytes.remove_prefix(byteOrderMark.size());
    m_splitter.feed(bytes);
    m_clock.lap(Stage::Parse);
    if (m_splitter.wholeBytes() < blockBytes)
        return;
    m_splitter.take(m_block);
    answerBlock(workspace);
}

void RowStream::answerBlock(Workspace &workspace)
{
    m_block.reserve(m_block.size() + padding);
    readRows(m_plan, {m_block, padding}, m_version->schema(), workspace);
    m_clock.lap(Stage::Parse, workspace.parser.openedAt());
    m_clock.lap(Stage::Validate);
    if (!workspace.faults.isEmpty())
        noteFaults(workspace);
    for (const std::string &name : workspace.parser.ignoredColumns()) {
        if (m_ignored.size() < mostIgnored &&
            std::find(m_ignored.begin(), m_ignored.end(), name) == m_ignored.end())
            m_ignored.push_back(name);
    }
    m_missingCells += workspace.frame.missingCells();
    m_rows += workspace.frame.rows();
    m_fatal = m_fatal || (m_mostRows > 0 && m_rows > m_mostRows);
    if (m_faults.isEmpty() && !isOver())
        predict(workspace);
}

void RowStream::noteFaults(const Workspace &workspace)
{
    const std::size_t bracket =
        m_plan.rows == RowForm::Json ? 1 : 0; // in front of the block, not of the body
    for (Fault fault : workspace.faults.list) {
        // Without its columns or its structure no later block can be read.
        m_fatal = m_fatal || fault.row == Fault::wholeBody;
        if (fault.row != Fault::wholeBody)
            fault.row += m_rows;
        if (fault.kind == FaultKind::JsonInvalid)
            fault.at = m_splitter.blockStart() + fault.at - std::min(bracket, fault.at);
        m_faults.add(std::move(fault));
    }
    m_faults.count += workspace.faults.count - workspace.faults.list.size();
}

void RowStream::predict(Workspace &workspace)
{
    const bool recorded = m_recorder != nullptr && m_record.inputs.empty();
    const bool everything = m_plan.type != AnswerType::Prediction || recorded;
    const auto failure = m_version->engine->predict(
        workspace.frame, everything ? Wanted::Everything : Wanted::Prediction, workspace.output);
    m_clock.lap(Stage::Infer);
    const OutputColumn *answer = failure ? nullptr : answerColumn(workspace.output, m_plan.type);
    m_failed = answer == nullptr;
    if (m_failed) {
        m_status = failure ? statusOf(*failure) : 500;
        m_message = failure ? failure->message : "it gave no answer of that kind";
        return;
    }
    m_version->counters->rows.fetch_add(workspace.frame.rows(), std::memory_order_relaxed);
    m_answer.rows(m_text, *answer, workspace.output.rows);
    m_failed = !m_spool->append(m_text);
    if (m_failed) {
        m_status = 503;
        m_message = "there is no room for the answers in the folder for temporary files";
    }
    m_text.clear();
    m_clock.lap(Stage::Serialise);
    if (recorded)
        m_recorder->fill(*m_version, workspace, m_record);
}

void RowStream::finish(Exchange &exchange)
{
    m_clock.resume();
    if (!isOver() && m_splitter.takeRest(m_block))
        answerBlock(exchange.workspace);
    if (!m_splitter.hasContent())
        m_faults.add(Fault{FaultKind::BodyMissing, Fault::wholeBody, -1, {}, {}, 0});
    if (m_splitter.hasTrailingText() && !isOver())
        m_faults.add(Fault{FaultKind::JsonInvalid,
                           Fault::wholeBody,
                           -1,
                           {},
                           "something follows the end of the document",
                           m_splitter.blockStart()});
    m_answer.end(m_text);
    if (!isOver() && !m_spool->append(m_text)) {
        m_failed = true;
        m_status = 503;
        m_message = "there is no room for the answers in the folder for temporary files";
    }
    exchange.clock = m_clock;
    exchange.recorder = m_recorder;
    m_record.rows = static_cast<std::uint32_t>(m_rows);
    std::swap(exchange.workspace.record, m_record);
    if (m_mostRows > 0 && m_rows > m_mostRows)
        return refuseTooManyRows(exchange, m_plan);
    if (!m_faults.isEmpty())
        return refuseRows(exchange, m_plan, m_faults);
    if (m_failed) {
        exchange.predicted = Predicted::Refused;
        return refuseFailure(exchange, m_plan, m_status, m_message);
    }
    exchange.predicted = Predicted::Answered;
    addRemarks(*m_version, m_ignored, m_missingCells, exchange.response);
    exchange.response.contentType = m_answer.contentType();
    exchange.response.spool = m_spool;
}

} // namespace vitrine::serving
