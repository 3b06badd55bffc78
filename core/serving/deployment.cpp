// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/serving/deployment.h"

namespace vitrine::serving {

QString DeploymentRequest::target() const
{
    if (!stage.isEmpty())
        return model + u'#' + stage;
    return version.isEmpty() ? model : model + u'@' + version;
}

} // namespace vitrine::serving
