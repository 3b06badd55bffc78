// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

namespace vitrine::ui {

// Where somebody can be in the window.
enum class Page { Start, Library, Model, Deploy, Monitor, Settings, Compare };

} // namespace vitrine::ui
