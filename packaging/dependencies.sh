#!/bin/bash
# SPDX-License-Identifier: GPL-3.0-or-later
# Installs what Vitrine needs to be built, run and tested. The one list of packages is here.
#   packaging/dependencies.sh             install what is missing (Debian, Ubuntu), and bring ONNX Runtime
#   packaging/dependencies.sh --optional  also Python's and R's model libraries; tests that compare with them are skipped
#                                         without
#   packaging/dependencies.sh --list      print the packages and stop
set -euo pipefail

build_packages=(
    g++ cmake ninja-build pkg-config ccache mold
    qt6-base-dev libqt6opengl6-dev qt6-charts-dev qt6-svg-dev
    libgit2-dev libsqlite3-dev libssl-dev libyaml-cpp-dev libboost-dev libsimdjson-dev libzstd-dev zlib1g-dev
    libarchive-dev libxxhash-dev
)
# The last two are used when they are there: to serve XGBoost models, to keep Python and R models in a sandbox.
run_packages=(libqt6sql6-sqlite libqt6svg6 fonts-dejavu-core libxgboost0 bubblewrap)
test_packages=(git git-lfs curl xvfb xauth dbus-daemon clang-format libonnx-testdata)
optional_test_packages=(
    python3-sklearn python3-joblib python3-pandas python3-xgboost python3-statsmodels python3-cloudpickle python3-torch
    python3-fastapi uvicorn python3-onnx
    postgresql libqt6sql6-psql
    r-base-core r-cran-ranger r-cran-rpart r-cran-randomforest r-cran-nnet r-cran-mgcv
)

# Neither Debian 12 nor its backports have ONNX Runtime. The headers come from the next Debian release (extracted, not
# installed), the library from npm; 1.27.0 is the last release without built-in telemetry.
onnxruntime_version=1.27.0
onnxruntime_integrity=QEzGwrvNBgv4uPVdnbHsOGG4G6T96mdlcFI8aAKPjMU8wOPpVocPXb6k3QGkaZagVTv2G9Bnnbo6Z3JdXr1fQw==

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
prefix=${VT_ONNXRUNTIME_PREFIX:-$root/build/onnxruntime}

say() { printf '%s\n' "== $*"; }
fail() { printf '%s\n' "dependencies.sh: $*" >&2; exit 1; }

if [[ ${1:-} == --list ]]; then
    printf '%s\n' "${build_packages[@]}" "${run_packages[@]}" "${test_packages[@]}"
    exit 0
elif [[ ${1:-} == --optional ]]; then
    test_packages+=("${optional_test_packages[@]}")
elif [[ $# -gt 0 ]]; then
    fail "unknown option $1 (--list and --optional are known)"
fi

if ! command -v apt-get > /dev/null; then
    say "This is not Debian or Ubuntu. Please install the equivalents of these packages:"
    printf '  %s\n' "${build_packages[@]}" "${run_packages[@]}" "${test_packages[@]}"
    say "and ONNX Runtime $onnxruntime_version or newer with its C++ headers, then build as the README says."
    exit 1
fi

sudo=()
as_root() { "${sudo[@]}" env DEBIAN_FRONTEND=noninteractive "$@"; }
if [[ $(id -u) -ne 0 ]]; then
    command -v sudo > /dev/null || fail "not root and sudo is not installed: run this script as root"
    sudo=(sudo)
fi

updated=no
install_missing() {
    local missing=() package
    for package in "$@"; do
        [[ $(dpkg-query -W -f '${Status}' "$package" 2> /dev/null) == "install ok installed" ]] || missing+=("$package")
    done
    [[ ${#missing[@]} -eq 0 ]] && return
    [[ ${#sudo[@]} -gt 0 ]] && say "Not root: using sudo to install packages."
    say "Installing: ${missing[*]}"
    if [[ $updated == no ]]; then
        as_root apt-get update -qq || fail "apt-get update failed: check the network and the package sources"
        updated=yes
    fi
    as_root apt-get install -y -qq --no-install-recommends "${missing[@]}" > /dev/null \
        || fail "apt-get could not install: ${missing[*]}"
}

install_missing "${build_packages[@]}" "${run_packages[@]}" "${test_packages[@]}"
say "All Debian packages are installed."

system_onnxruntime() {
    pkg-config --exists libonnxruntime 2> /dev/null || [[ -e /usr/include/onnxruntime/onnxruntime_cxx_api.h ]]
}

bring_onnxruntime_headers() {
    local mirror
    mirror=$(apt-get indextargets --format '$(REPO_URI)' "Created-By: Packages" "Component: main" | head -n 1)
    [[ -n $mirror ]] || fail "no Debian mirror is configured, so the ONNX Runtime headers cannot be found"
    mkdir -p "$work/state/partial" "$work/cache/archives/partial"
    echo "deb [signed-by=/usr/share/keyrings/debian-archive-keyring.gpg] $mirror trixie main" > "$work/sources.list"
    local options=(-qq -o "Dir::Etc::SourceList=$work/sources.list" -o Dir::Etc::SourceParts=/dev/null
        -o "Dir::State::Lists=$work/state" -o "Dir::Cache=$work/cache" -o APT::Sandbox::User=root)
    (cd "$work" && apt-get "${options[@]}" update && apt-get "${options[@]}" download libonnxruntime-dev) \
        || fail "the ONNX Runtime headers (libonnxruntime-dev of Debian trixie) could not be downloaded"
    dpkg -x "$work"/libonnxruntime-dev_*.deb "$work/headers"
    mkdir -p "$prefix/include"
    cp "$work"/headers/usr/include/onnxruntime/*.h "$prefix/include/"
}

bring_onnxruntime_library() {
    command -v npm > /dev/null || install_missing npm
    (cd "$work" && npm pack --silent "onnxruntime-node@$onnxruntime_version" > /dev/null) \
        || fail "npm could not download onnxruntime-node $onnxruntime_version"
    local archive=$work/onnxruntime-node-$onnxruntime_version.tgz actual
    actual=$(openssl dgst -sha512 -binary "$archive" | base64 -w0)
    [[ $actual == "$onnxruntime_integrity" ]] || fail "onnxruntime-node $onnxruntime_version does not have the expected SHA-512; nothing was installed"
    tar -xzf "$archive" -C "$work" package/bin/napi-v6/linux/x64/libonnxruntime.so.1
    mkdir -p "$prefix/lib"
    install -m 644 "$work/package/bin/napi-v6/linux/x64/libonnxruntime.so.1" "$prefix/lib/libonnxruntime.so.1"
}

if system_onnxruntime; then
    say "ONNX Runtime: the system's."
elif [[ -e $prefix/include/onnxruntime_cxx_api.h && -e $prefix/lib/libonnxruntime.so.1 ]]; then
    say "ONNX Runtime: already in $prefix."
elif [[ $(uname -m) != x86_64 ]]; then
    say "ONNX Runtime: no ready-made library for $(uname -m) is known; ONNX models cannot be served until you install one."
else
    say "Bringing ONNX Runtime $onnxruntime_version into $prefix (about 100 MB, once)."
    work=$(mktemp -d)
    trap 'rm -rf "$work"' EXIT
    bring_onnxruntime_headers
    bring_onnxruntime_library
fi
say "Everything that Vitrine needs is here."
