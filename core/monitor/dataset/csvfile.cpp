// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/monitor/dataset/csvfile.h"

#include "core/monitor/dataset/csvpiece.h"
#include "core/monitor/dataset/csvscan.h"
#include "core/monitor/dataset/piecesource.h"
#include "core/monitor/dataset/wantedcolumns.h"

namespace vitrine::monitor {

namespace {

class CsvFile final : public DatasetFile
{
public:
    CsvFile(const TextSample &sample, CsvLayout layout, const DatasetOptions &reading)
        : DatasetFile(sample.path, reading)
        , m_form(sample.form)
        , m_layout(std::move(layout))
    {
        columns = m_layout.columns;
        empty = m_layout.empty;
        notes = sample.notes + m_layout.notes;
    }

    Result<std::unique_ptr<ChunkSource>> read(const std::vector<int> &wanted, const Job &job) const override
    {
        const WantedColumns distinct(wanted);
        CsvPlan plan;
        plan.dialect = m_layout.dialect;
        plan.width = static_cast<std::size_t>(columns.size());
        plan.wanted = distinct.columns;
        for (const int index : plan.wanted) {
            plan.forms.push_back(m_layout.forms[static_cast<std::size_t>(index)]);
            plan.names << columns[index].name;
        }
        plan.missing = MissingTexts(options.missing);
        plan.zone = options.zone;
        plan.keptProblems = options.keptProblems;
        VT_TRY(auto stream, openText(path, m_form));
        PieceReader pieces(
            std::move(stream),
            [dialect = plan.dialect](std::string_view bytes) { return wholeCsvRows(bytes, dialect); },
            qint64(m_layout.headerBytes));
        auto pipeline = std::make_unique<PiecePipeline>(
            std::move(pieces),
            [plan = std::move(plan)](std::string_view bytes) { return parseCsv(bytes, plan); },
            options.threads, job);
        return std::unique_ptr<ChunkSource>(std::make_unique<PieceSource>(
            std::move(pipeline), distinct.order, m_layout.headerLines + 1, options.keptProblems));
    }

private:
    TextForm m_form;
    CsvLayout m_layout;
};

} // namespace

Result<std::shared_ptr<DatasetFile>> openCsv(const TextSample &sample, const DatasetOptions &options)
{
    VT_TRY(CsvLayout layout, csvLayout(sample.text, options));
    return std::shared_ptr<DatasetFile>(std::make_shared<CsvFile>(sample, std::move(layout), options));
}

} // namespace vitrine::monitor
