// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/monitor/diagnosisreading.h"

#include "core/lifecycle/alertsources.h"
#include "core/monitor/dataset/roles.h"
#include "core/monitor/predictiondataset.h"
#include "core/monitor/store.h"

#include <tuple>

using namespace Qt::StringLiterals;

namespace vitrine::ui {

namespace {

// Where features come from.
struct FeatureSources {
    QString storePath;
    QStringList recorded;
    std::optional<monitor::Dataset> file;
};

bool mayHaveFewValues(const monitor::ColumnInfo &column)
{
    return column.type == monitor::ColumnType::Text ||
           (column.type == monitor::ColumnType::Number && column.whole);
}

// A group is what it says, whatever its type.
void addGroupable(const monitor::Dataset &dataset, const monitor::Roles &roles, DiagnosisAnswer *answer)
{
    for (const monitor::ColumnInfo &column : dataset.columns()) {
        const bool offered =
            column.name == roles.group || (roles.features.contains(column.name) && mayHaveFewValues(column));
        if (offered && !answer->groupable.contains(column.name))
            answer->groupable << column.name;
    }
}

Result<FeatureSources> featureSources(const QString &storePath, const DiagnosisQuestion &question,
                                      DiagnosisAnswer *answer)
{
    FeatureSources sources{storePath, {}, {}};
    if (question.versions.isEmpty())
        return sources;
    VT_TRY(sources.recorded, monitor::recordedFeatures(storePath, question.versions.first().first));
    answer->features = sources.recorded;
    const monitor::DiagnosisRequest &first = question.versions.first().first;
    if (const auto recorded = monitor::openPredictions(storePath, {first.model, first.version, {}, {}}))
        addGroupable(*recorded, monitor::predictionRoles(*recorded), answer);
    if (question.file.isEmpty())
        return sources;
    const auto file = monitor::Dataset::open(question.file);
    if (!file) {
        answer->remark = file.error().message;
        return sources;
    }
    sources.file = *file;
    const monitor::Roles roles = monitor::guessRoles(file->columns());
    addGroupable(*file, roles, answer);
    for (const QString &feature : roles.features) {
        if (!answer->features.contains(feature))
            answer->features << feature;
    }
    return sources;
}

Result<monitor::FeatureResiduals> residualsBy(const QString &feature, const FeatureSources &sources,
                                              const monitor::DiagnosisRequest &request,
                                              const monitor::Diagnosis &diagnosis, const Job &job)
{
    if (sources.recorded.contains(feature) || !sources.file)
        return monitor::recordedResiduals(sources.storePath, request, diagnosis.target, feature, job);
    return monitor::joinedResiduals(diagnosis, *sources.file, feature, job);
}

} // namespace

Result<DiagnosisAnswer> readDiagnosis(const registry::Library &library, const DiagnosisQuestion &question,
                                      const Job &job)
{
    const QString where = lifecycle::monitorStore(library);
    VT_TRY(monitor::Store store, monitor::Store::open(where));
    DiagnosisAnswer answer;
    VT_TRY(const FeatureSources sources, featureSources(where, question, &answer));
    for (const auto &[request, look] : question.versions) {
        VT_TRY(monitor::Diagnosis diagnosis, monitor::diagnose(store, request, job));
        DiagnosedVersion version{std::move(diagnosis), look};
        for (const auto &[column, residuals, known] :
             {std::tuple(question.feature, &version.residuals, answer.features),
              std::tuple(question.group, &version.groups, answer.groupable)}) {
            if (!known.contains(column))
                continue;
            auto found = residualsBy(column, sources, request, version.diagnosis, job);
            if (found)
                *residuals = std::move(*found);
            else if (found.error().code == Error::Code::Cancelled)
                return found.error();
            else
                answer.remark = found.error().message;
        }
        answer.versions << std::move(version);
    }
    return answer;
}

} // namespace vitrine::ui
