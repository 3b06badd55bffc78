// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/job.h"
#include "core/monitor/dataset/dataset.h"
#include "core/monitor/dataset/leveltable.h"
#include "core/monitor/dataset/roles.h"
#include "core/monitor/estimate/estimaterows.h"

#include <functional>
#include <optional>

namespace vitrine::monitor {

// Reads datasets as EstimateRows, codes of levels and of categories being the same in all that one reading
// reads. With probabilities it is a classification; truth and prediction may then be texts or numbers ("1"),
// and a missing prediction is the most probable level. Belongs to one thread.
class EstimateReading final
{
public:
    // InvalidArgument when there is neither a numeric prediction nor a probability for each level (two levels
    // need one), or the levels are fewer than two. `levels`: their order; empty: sorted, those of the
    // probabilities and of the reference's truth.
    static Result<EstimateReading> begin(const Dataset &reference, const Roles &roles,
                                         const QStringList &levels, const Job &job);

    const QStringList &levels() const { return m_levels; }
    const std::vector<bool> &isCategory() const { return m_isCategory; } // of the features
    // Chunk by chunk. Columns that the dataset does not have are missing; features must be there.
    Result<DatasetProblems> read(const Dataset &dataset, const Job &job,
                                 const std::function<Result<>(EstimateRows)> &visit);
    // At once; of more than `most` rows every second, fourth, … only.
    struct All {
        EstimateRows rows;
        DatasetProblems problems;
        qint64 step = 1;
    };
    Result<All> readAll(const Dataset &dataset, qint64 most, const Job &job);

private:
    explicit EstimateReading(const Roles &roles) : m_roles(roles) {}
    Result<> findLevels(const Dataset &reference, const QStringList &levels, const Job &job);
    QStringList wanted(const Dataset &dataset) const;
    std::vector<int> levelCodes(const Column &column) const;
    void takeProbabilities(EstimateRows &rows, const Chunk &chunk, const QStringList &names) const;
    void takeFeatures(EstimateRows &rows, const Chunk &chunk, const QStringList &names);
    EstimateRows scored(const Chunk &chunk, const QStringList &names);

    Roles m_roles;
    QStringList m_levels;                 // of a classification
    std::vector<LevelTable> m_categories; // one a feature; of numbers unused
    std::vector<bool> m_isCategory;
};

} // namespace vitrine::monitor
