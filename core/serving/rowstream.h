// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/serving/predictionplan.h"
#include "core/serving/rowsplitter.h"
#include "core/serving/spool.h"

#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace vitrine::serving {

// Answers a request for predictions whose body is too long to be kept: its rows are checked and predicted in
// blocks while they arrive, by one version from the first to the last, and the answers are kept aside until
// all of the body was seen, so that a fault in the last row refuses the request as a whole. Needs the same
// memory for a thousand rows and for a hundred million. Belongs to one thread at a time.
class RowStream final
{
public:
    // Null when the body that `request` has so far is not one that can be cut into rows.
    static std::unique_ptr<RowStream> open(const PredictionPlan &plan, const Exchange &exchange);

    // The next piece of the body.
    void feed(std::string_view bytes, Workspace &workspace);
    // Writes the answer; the exchange has the version that open() was given.
    void finish(Exchange &exchange);

    const ServedVersionPtr &version() const { return m_version; }
    Endpoint endpoint() const { return m_endpoint; }

private:
    RowStream(const PredictionPlan &plan, const Exchange &exchange, RowSplitter::Form form);
    void answerBlock(Workspace &workspace);
    void noteFaults(const Workspace &workspace);
    void predict(Workspace &workspace);
    bool isOver() const { return m_fatal || m_failed; }

    PredictionPlan m_plan;
    ServedVersionPtr m_version;
    Endpoint m_endpoint;
    std::size_t m_mostRows;
    const PredictionRecorder *m_recorder;
    monitor::Prediction m_record; // of the first rows
    RowSplitter m_splitter;
    AnswerText m_answer;
    StageClock m_clock;
    std::string m_block;
    std::string m_text; // of the answers to one block
    std::shared_ptr<Spool> m_spool = std::make_shared<Spool>();
    Faults m_faults;
    std::vector<std::string> m_ignored;
    std::size_t m_missingCells = 0;
    std::size_t m_rows = 0;
    bool m_fatal = false;  // what is wrong makes the rest of the body meaningless
    bool m_failed = false; // the model, or the disk
    int m_status = 500;
    std::string m_message;
};

} // namespace vitrine::serving
