// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/monitor/dataset/csvfile.h"

#include "core/monitor/dataset/csvpiece.h"
#include "core/monitor/dataset/csvscan.h"
#include "core/monitor/dataset/piecesource.h"

#include <algorithm>

namespace vitrine::monitor {

namespace {

constexpr qint64 sampleBytes = 1 << 20;

class CsvFile final : public DatasetFile
{
public:
    CsvFile(const QString &filePath, CsvLayout layout, const DatasetOptions &options)
        : m_layout(std::move(layout))
        , m_options(options)
        , m_missing(options.missing)
    {
        path = filePath;
        columns = m_layout.columns;
        notes = m_layout.notes;
    }

    Result<std::unique_ptr<ChunkSource>> read(const std::vector<int> &wanted, const Job &job) const override
    {
        CsvPlan plan;
        plan.dialect = m_layout.dialect;
        plan.width = static_cast<std::size_t>(columns.size());
        plan.wanted = wanted;
        std::ranges::sort(plan.wanted);
        plan.wanted.erase(std::unique(plan.wanted.begin(), plan.wanted.end()), plan.wanted.end());
        for (const int index : plan.wanted) {
            plan.forms.push_back(m_layout.forms[static_cast<std::size_t>(index)]);
            plan.names << columns[index].name;
        }
        plan.missing = m_missing;
        plan.zone = m_options.zone;
        plan.keptProblems = m_options.keptProblems;
        std::vector<int> order;
        for (const int index : wanted) {
            const auto found = std::ranges::lower_bound(plan.wanted, index);
            order.push_back(static_cast<int>(found - plan.wanted.begin()));
        }
        VT_TRY(auto stream, openFileStream(path));
        PieceReader pieces(
            std::move(stream),
            [dialect = plan.dialect](std::string_view bytes) { return wholeCsvRows(bytes, dialect); },
            qint64(m_layout.headerBytes));
        auto pipeline = std::make_unique<PiecePipeline>(
            std::move(pieces),
            [plan = std::move(plan)](std::string_view bytes) { return parseCsv(bytes, plan); },
            m_options.threads, job);
        return std::unique_ptr<ChunkSource>(std::make_unique<PieceSource>(
            std::move(pipeline), std::move(order), m_layout.headerLines + 1, m_options.keptProblems));
    }

private:
    CsvLayout m_layout;
    DatasetOptions m_options;
    MissingTexts m_missing;
};

// The beginning of the file up to the end of a row, if one ends there.
Result<std::string> sampleOf(const QString &path)
{
    VT_TRY(const auto stream, openFileStream(path));
    std::string sample(std::size_t(sampleBytes), '\0');
    VT_TRY(const qint64 count, readFully(*stream, sample.data(), sampleBytes));
    sample.resize(static_cast<std::size_t>(count));
    if (count < sampleBytes) {
        if (!sample.empty() && sample.back() != '\n')
            sample += '\n';
        return sample;
    }
    const std::size_t last = sample.rfind('\n');
    sample.resize(last == std::string::npos ? sample.size() : last + 1);
    return sample;
}

} // namespace

Result<std::shared_ptr<DatasetFile>> openCsv(const QString &path, const DatasetOptions &options)
{
    VT_TRY(const std::string sample, sampleOf(path));
    VT_TRY(CsvLayout layout, csvLayout(sample, options));
    return std::shared_ptr<DatasetFile>(std::make_shared<CsvFile>(path, std::move(layout), options));
}

} // namespace vitrine::monitor
