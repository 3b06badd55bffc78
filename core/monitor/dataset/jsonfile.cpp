// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/monitor/dataset/jsonfile.h"

#include "core/base/text.h"
#include "core/monitor/dataset/columnguess.h"
#include "core/monitor/dataset/jsonpiece.h"
#include "core/monitor/dataset/jsonscan.h"
#include "core/monitor/dataset/piecesource.h"
#include "core/monitor/dataset/wantedcolumns.h"

#include <algorithm>

namespace vitrine::monitor {

namespace {

constexpr int sampledObjects = 1000;

std::size_t wholeLines(std::string_view bytes)
{
    const std::size_t last = bytes.rfind('\n');
    return last == std::string_view::npos ? 0 : last + 1;
}

class JsonFile final : public DatasetFile
{
public:
    JsonFile(const TextSample &sample, JsonShape shape, std::size_t skipped, const DatasetOptions &reading)
        : DatasetFile(sample.path, reading)
        , m_form(sample.form)
        , m_shape(shape)
        , m_skipped(skipped)
        , m_skippedLines(std::count(sample.text.begin(), sample.text.begin() + qint64(skipped), '\n'))
    {
        notes = sample.notes;
    }

    Result<> findColumns(std::string_view text)
    {
        const JsonSample found = sampleJson(text, m_shape, sampledObjects);
        if (found.objects == 0)
            return Error{
                Error::Code::Corrupt,
                Text::tr("It holds no JSON objects. A dataset is one object a row, each on a line or "
                         "all in an array."),
                path};
        const ColumnGuesses guesses = guessColumns(found.names, found.cells, options, false);
        columns = guesses.columns;
        m_forms = guesses.forms;
        notes += guesses.notes;
        return {};
    }

    Result<std::unique_ptr<ChunkSource>> read(const std::vector<int> &wanted, const Job &job) const override
    {
        const WantedColumns distinct(wanted);
        JsonPlan plan;
        plan.shape = m_shape;
        for (const int index : distinct.columns) {
            plan.forms.push_back(m_forms[static_cast<std::size_t>(index)]);
            plan.names << columns[index].name;
        }
        plan.missing = MissingTexts(options.missing);
        plan.zone = options.zone;
        plan.keptProblems = options.keptProblems;
        VT_TRY(auto stream, openText(path, m_form));
        PieceReader pieces(std::move(stream), m_shape == JsonShape::Lines ? wholeLines : wholeJsonObjects,
                           qint64(m_skipped));
        auto pipeline = std::make_unique<PiecePipeline>(
            std::move(pieces),
            [plan = std::move(plan)](std::string_view bytes) { return parseJson(bytes, plan); },
            options.threads, job);
        return std::unique_ptr<ChunkSource>(std::make_unique<PieceSource>(
            std::move(pipeline), distinct.order, m_skippedLines + 1, options.keptProblems));
    }

private:
    TextForm m_form;
    JsonShape m_shape;
    std::size_t m_skipped; // bytes up to the first object
    qint64 m_skippedLines;
    std::vector<CellForm> m_forms;
};

} // namespace

Result<std::shared_ptr<DatasetFile>> openJson(const TextSample &sample, const DatasetOptions &options)
{
    const std::string_view text = sample.text;
    std::size_t begin = std::min(text.find_first_not_of(" \t\r\n"), text.size());
    auto shape = JsonShape::Lines;
    if (text.substr(begin).starts_with('[')) {
        shape = JsonShape::Objects;
        ++begin;
    } else if (text.substr(begin).starts_with('{')) {
        // Objects that are written over several lines follow each other without an array around them.
        const std::size_t end = jsonValueEnd(text, begin);
        const std::size_t line = text.find('\n', begin);
        if (end != std::string_view::npos && end > line)
            shape = JsonShape::Objects;
    }
    auto file = std::make_shared<JsonFile>(sample, shape, shape == JsonShape::Lines ? 0 : begin, options);
    VT_CHECK(file->findColumns(text.substr(shape == JsonShape::Lines ? 0 : begin)));
    return std::shared_ptr<DatasetFile>(std::move(file));
}

} // namespace vitrine::monitor
