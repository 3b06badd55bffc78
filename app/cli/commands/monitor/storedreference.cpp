// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/commands/monitor/storedreference.h"

#include "core/base/text.h"
#include "core/git/repository.h"
#include "core/registry/gtotag.h"

using namespace Qt::StringLiterals;

namespace vitrine::cli {

Result<monitor::ReferenceSketch> storedReference(const registry::Library &library,
                                                 const registry::Version &version)
{
    constexpr qint64 largest = 200'000'000;
    const QString name = version.model + u'@' + version.name;
    VT_TRY(const git::Repository repository, git::Repository::open(library.path()));
    const QString path = registry::ModelName::of(version.model).folder() + u"/reference.json"_s;
    const auto json = repository.file(version.commit, path, largest);
    if (!json && json.error().code == Error::Code::NotFound) {
        return Error{
            Error::Code::NotFound,
            Text::tr("%1 has no reference data. Name them with --reference FILE, or register a version "
                     "with add --reference FILE.")
                .arg(name),
            path};
    }
    if (!json)
        return json.error();
    auto reference = monitor::ReferenceSketch::fromJson(*json);
    if (!reference)
        return reference.error().within(Text::tr("Cannot read the reference data of %1").arg(name));
    return reference;
}

} // namespace vitrine::cli
