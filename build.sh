#!/usr/bin/env bash
# Builds out/apifunc, and runs the demo, the tests and the benchmark, or orders the code. Each installs what it needs and does not find: as
# root with apt; otherwise it names the packages and stops.
#
# Usage: ./build.sh [build|demo|test|bench|order]
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")"

readonly build_packages=(clang lld libssl-dev)

export DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_NOLOGO=1

# Installs the packages that are missing.
need() {
  local missing=() package
  for package in "$@"; do
    dpkg-query -W -f '${Status}' "$package" 2>/dev/null | grep -q ' installed$' || missing+=("$package")
  done
  ((${#missing[@]})) || return 0
  if ((EUID)); then
    printf 'build.sh: packages are missing; install them with: apt-get install %s\n' "${missing[*]}" >&2
    exit 69
  fi
  printf 'build.sh: installing %s\n' "${missing[*]}" >&2
  apt-get update -qq >&2
  DEBIAN_FRONTEND=noninteractive apt-get install -qq --no-install-recommends "${missing[@]}" >&2
}

# Runs a command whose output matters only where it fails, and stops then.
quietly() {
  local log
  log=$(mktemp)
  if ! "$@" >"$log" 2>&1; then
    cat "$log" >&2
    rm -f "$log"
    exit 1
  fi
  rm -f "$log"
}

build() {
  command -v dotnet >/dev/null || {
    printf 'build.sh: the .NET SDK 10 is missing: https://dotnet.microsoft.com/download\n' >&2
    exit 69
  }
  need "${build_packages[@]}"
  quietly dotnet publish src/apifunc.csproj -c Release --nologo -v quiet
  mkdir -p out
  install -m 755 src/bin/Release/net10.0/linux-x64/publish/apifunc out/apifunc
}

readonly usage='usage: ./build.sh [build|demo|test|bench|order]'

case ${1-build} in
  -h | --help | help) printf '%s\n' "$usage" ;;
  build) build ;;
  demo | test | bench | order)
    build
    # shellcheck source=/dev/null
    source "scripts/$1.sh"
    ;;
  *)
    printf "build.sh: there is no '%s'; %s\n" "$1" "$usage" >&2
    exit 64
    ;;
esac
