#!/bin/bash
# SPDX-License-Identifier: GPL-3.0-or-later
# Installs what is missing, builds Vitrine, makes the sample library if there is none and opens the window on it.
# Without a display it starts under Xvfb, writes a picture of each page to build/screenshots and stops.
#   packaging/run.sh [LIBRARY]      LIBRARY: a Git repository to open instead of the sample
set -euo pipefail
source "$(dirname "${BASH_SOURCE[0]}")/build.sh"

[[ ${1:-} == -h || ${1:-} == --help ]] && { sed -n '3,5s/^# \{0,1\}//p' "${BASH_SOURCE[0]}"; exit 0; }

mkdir -p "$vt_build"
vt_prepare
vt_compile vitrine vitrine-cli vitrine-serve

library=${1:-${XDG_DATA_HOME:-$HOME/.local/share}/vitrine/sample-library.git}
if [[ $# -eq 0 && ! -e $library ]]; then
    say "Making the sample library in $library."
    "$vt_build/bin/vitrine-cli" demo "$library" || fail "the sample library could not be made (see above)"
fi

if [[ -n ${DISPLAY:-} || -n ${WAYLAND_DISPLAY:-} ]]; then
    say "Opening $library."
    exec "$vt_build/bin/vitrine" "$library"
fi

shots=$vt_build/screenshots
say "There is no display: starting under Xvfb to write a picture of each page to $shots."
rm -rf "$shots"
xvfb-run --auto-servernum --server-args="-screen 0 2560x1440x24" \
    "$vt_build/bin/vitrine" --screenshots "$shots" "$library" || fail "the window could not be started under Xvfb (see above)"
ls "$shots"/*.png > /dev/null 2>&1 || fail "no picture was written to $shots"
say "Wrote $(ls "$shots"/*.png | wc -l) pictures to $shots."
