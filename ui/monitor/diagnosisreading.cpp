// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/monitor/diagnosisreading.h"

#include "core/monitor/dataset/roles.h"
#include "core/monitor/store.h"

#include <QDir>

using namespace Qt::StringLiterals;

namespace vitrine::ui {

namespace {

// Where features come from.
struct FeatureSources {
    QString storePath;
    QStringList recorded;
    std::optional<monitor::Dataset> file;
};

Result<FeatureSources> featureSources(const QString &storePath, const DiagnosisQuestion &question,
                                      DiagnosisAnswer *answer)
{
    FeatureSources sources{storePath, {}, {}};
    if (question.versions.isEmpty())
        return sources;
    VT_TRY(sources.recorded, monitor::recordedFeatures(storePath, question.versions.first().first));
    answer->features = sources.recorded;
    if (question.file.isEmpty())
        return sources;
    const auto file = monitor::Dataset::open(question.file);
    if (!file) {
        answer->remark = file.error().message;
        return sources;
    }
    sources.file = *file;
    for (const QString &feature : monitor::guessRoles(file->columns()).features) {
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
    const QString path = QDir(library.dataDir()).filePath(u"monitor.sqlite"_s);
    VT_TRY(monitor::Store store, monitor::Store::open(path));
    DiagnosisAnswer answer;
    VT_TRY(const FeatureSources sources, featureSources(path, question, &answer));
    const bool byFeature = answer.features.contains(question.feature);
    for (const auto &[request, look] : question.versions) {
        VT_TRY(monitor::Diagnosis diagnosis, monitor::diagnose(store, request, job));
        DiagnosedVersion version{std::move(diagnosis), look, {}};
        if (byFeature) {
            auto residuals = residualsBy(question.feature, sources, request, version.diagnosis, job);
            if (residuals)
                version.residuals = std::move(*residuals);
            else if (residuals.error().code == Error::Code::Cancelled)
                return residuals.error();
            else
                answer.remark = residuals.error().message;
        }
        answer.versions << std::move(version);
    }
    return answer;
}

} // namespace vitrine::ui
