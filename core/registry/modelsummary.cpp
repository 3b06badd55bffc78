// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/registry/modelsummary.h"

#include "core/format/modelfile.h"
#include <algorithm>

namespace vitrine::registry {

Model summaryOf(const ModelState &state, const ModelFolder &folder, const Metadata &metadata,
                const Annotation *annotation)
{
    Model model;
    model.name = state.name;
    model.directory = ModelName::of(state.name).directory;
    model.latest = state.latest;
    model.deprecated = state.deprecated;
    model.updated = state.lastEvent;
    for (auto it = state.holders.begin(); it != state.holders.end(); ++it)
        model.stages.insert(it.key(), it.value().first());
    model.versionCount =
        int(std::count_if(state.versions.begin(), state.versions.end(),
                          [](const VersionRecord &each) { return each.registered && !each.deregistered; }));

    model.format = format::formatOfName(folder.artefact);
    model.type = metadata.type;
    model.title = metadata.title;
    model.description = metadata.description;
    model.labels = metadata.labels;
    model.owners = metadata.owners;
    model.licence = metadata.licence;
    model.mainMetric = metadata.mainMetric;
    if (annotation && model.type.isEmpty())
        model.type = annotation->type;
    if (annotation && model.description.isEmpty())
        model.description = annotation->description;
    if (annotation && model.labels.isEmpty())
        model.labels = annotation->labels;
    return model;
}

} // namespace vitrine::registry
