// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/lifecycle/storedreference.h"

#include "core/base/text.h"

using namespace Qt::StringLiterals;

namespace vitrine::lifecycle {

Result<monitor::ReferenceSketch> storedReference(const registry::Library &library,
                                                 const registry::Version &version)
{
    const QString name = version.model + u'@' + version.name;
    const auto json = library.companionFile(version, u"reference.json"_s);
    if (!json && json.error().code == Error::Code::NotFound) {
        return Error{
            Error::Code::NotFound,
            Text::tr("%1 has no reference data. Name them with --reference FILE, or register a version "
                     "with add --reference FILE.")
                .arg(name),
            {}};
    }
    if (!json)
        return json.error();
    auto reference = monitor::ReferenceSketch::fromJson(*json);
    if (!reference)
        return reference.error().within(Text::tr("Cannot read the reference data of %1").arg(name));
    return reference;
}

} // namespace vitrine::lifecycle
