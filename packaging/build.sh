#!/bin/bash
# SPDX-License-Identifier: GPL-3.0-or-later
# Shared by run.sh and test.sh: installs what is missing and builds. Sourced, not run.
#   vt_root, vt_build: the source and the build folder
set -euo pipefail

vt_root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
vt_build=$vt_root/build

say() { printf '%s\n' "== $*"; }
fail() { printf '%s\n' "$(basename "$0"): $*" >&2; exit 1; }

# vt_prepare [extra cmake options]: both steps are quick when nothing changed.
vt_prepare() {
    "$vt_root/packaging/dependencies.sh" || fail "the dependencies could not be installed (see above)"
    say "Configuring in $vt_build (release)."
    (cd "$vt_root" && cmake --preset release "$@" > "$vt_build/configure.log" 2>&1) \
        || { tail -n 20 "$vt_build/configure.log" >&2; fail "CMake could not configure; the whole log is $vt_build/configure.log"; }
}

vt_compile() {
    say "Building $*."
    cmake --build "$vt_build" --target "$@" || fail "the build failed (see above)"
}
