#!/bin/bash
# SPDX-License-Identifier: GPL-3.0-or-later
# Installs what is missing, builds everything and runs every test without a display.
#   packaging/test.sh [ctest options]      for example: packaging/test.sh -R registry
set -euo pipefail
source "$(dirname "${BASH_SOURCE[0]}")/build.sh"

mkdir -p "$vt_build"
vt_prepare
vt_compile all
say "Running the tests."
cd "$vt_root" && ctest --preset release "$@"
