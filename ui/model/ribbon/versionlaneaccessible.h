// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

namespace vitrine::ui {

// From here on screen readers see a VersionLane as a list with an item for each version: what it is, where it
// is, whether it is selected; its actions inspect it and move a stage to it. Harmless to call again.
void installVersionLaneAccessibility();

} // namespace vitrine::ui
