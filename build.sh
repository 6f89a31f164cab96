#!/usr/bin/env bash
# Builds out/apifunc, runs the demo, the tests, the benchmark, the fuzzer and a simulated fleet, and packs releases. Each
# installs what it needs and does not find: as root with apt; otherwise it names the packages and stops. With --arch
# amd64|arm64 (Debian's names) it builds for another processor than this machine's, out/ARCH/apifunc, or packs for that one only.
#
# Usage: ./build.sh [build|demo|test|bench [EARLIER-BINARY]|fuzz [minutes]|fleet [runs]|order|reproduce|package] [--arch ARCH]
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")"

# What each command needs beside the .NET SDK; all but `build` build first. Later Debians compress with zstd in OpenSSL.
declare -rA packages=(
  [build]='clang lld libssl-dev libzstd-dev'
  [demo]='jq util-linux'
  [test]='llvm bsdutils dash busybox-static ksh93u+m mksh zsh shellcheck shfmt lintian strace curl wget openssl binutils util-linux
    bash-completion fish mandoc'
  [bench]='busybox-static ca-certificates curl hyperfine jq strace time'
  [fuzz]='openssl'
  [fleet]='clickhouse-client curl util-linux'
  [order]='binutils valgrind'
  [reproduce]=''
  [package]=''
)
# To build for another processor: its libraries come from scripts/sysroot.sh. The tests build for arm64, too.
readonly cross_packages='clang lld llvm'
# What not every Debian has, a shell, a browser and a database: where there is none, its tests are skipped.
declare -rA optional_packages=([test]='yash chromium-headless-shell clickhouse-client')

# Architectures by Debian's names, and what .NET calls them.
declare -rA runtime_identifiers=([amd64]=linux-x64 [arm64]=linux-arm64)
case $(uname -m) in
  x86_64) readonly machine=amd64 ;;
  aarch64) readonly machine=arm64 ;;
  *) readonly machine= ;;
esac

# The SDK wants ICU otherwise, which is no part of a minimal Debian.
export DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_NOLOGO=1 DOTNET_SYSTEM_GLOBALIZATION_INVARIANT=1

# Says what happens, on standard error: standard output is the command's own.
step() { printf 'build.sh: %s\n' "$*" >&2; }

# Ends with a code of sysexits.h.
stop() {
  step "${*:2}"
  exit "$1"
}

is_installed() { dpkg-query -W -f '${Status}' "$1" 2>/dev/null | grep -q ' installed$'; }
has_package_lists() { compgen -G '/var/lib/apt/lists/*Packages*' >/dev/null; }

# Lets what runs in this folder end first: two would take each other's files away. The lock is flock's alone (--close),
# because the build servers that .NET leaves behind would hold it, too.
take_turns() {
  local lock=$PWD/out/.lock
  [[ ${APIFUNC_BUILD_LOCK-} != "$lock" ]] || return 0
  mkdir -p out
  flock --nonblock "$lock" true || step 'another build.sh runs in this folder: waiting until it has ended'
  export APIFUNC_BUILD_LOCK=$lock
  exec flock --close "$lock" "$BASH" build.sh "$@"
}

# Whether an optional package can be installed. Until apt has fetched its lists, only what is known of Debian 13 counts.
is_in_this_debian() {
  if has_package_lists; then
    [[ -n $(apt-cache show "$1" 2>/dev/null) ]]
  else
    [[ ! $1 =~ ^(yash|clickhouse-.*)$ || $(</etc/os-release) != *VERSION_CODENAME=trixie* ]]
  fi
}

# Installs the packages that are missing, or names all of them.
need() {
  local missing=() optional=() package
  for package in $1; do
    is_installed "$package" || missing+=("$package")
  done
  for package in $2; do
    is_installed "$package" || optional+=("$package")
  done
  ((${#missing[@]} + ${#optional[@]})) || return 0
  if ((EUID == 0)) && { ((${#missing[@]})) || ! has_package_lists; }; then
    quietly apt-get update -qq
  fi
  for package in "${optional[@]}"; do
    if is_in_this_debian "$package"; then
      missing+=("$package")
    else
      step "this Debian has no package $package: its tests are skipped"
    fi
  done
  ((${#missing[@]})) || return 0
  ((EUID == 0)) || stop 69 "packages are missing; install them with: apt-get install ${missing[*]}"
  step "installing ${missing[*]}"
  DEBIAN_FRONTEND=noninteractive quietly apt-get install -qq --no-install-recommends "${missing[@]}"
}

# The .NET SDK keeps its packages in the home directory.
need_dotnet() {
  command -v dotnet >/dev/null || stop 69 'the .NET SDK 10 is missing: https://dotnet.microsoft.com/download'
  if [[ -z ${HOME-} ]]; then
    unset HOME
    HOME=~ # the one in /etc/passwd
    export HOME
  fi
  [[ -d $HOME && -w $HOME ]] || stop 73 "the home directory '$HOME' cannot be written to, where the .NET SDK keeps its packages: set HOME"
  local output
  output=$(dotnet --version 2>&1) ||
    stop 69 "the .NET SDK 10 does not run here, or is another version: ${output%%$'\n'*}"
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

# Names the commit that is built, for `apifunc --version`: 12 digits, and whether something was changed since. Nothing
# without git, outside of a checkout, or in one that is somebody else's, in which git does nothing.
commit() {
  [[ -e .git ]] || return 0
  local hash changes
  hash=$(git rev-parse --short=12 HEAD 2>/dev/null) && changes=$(git --no-optional-locks status --porcelain 2>/dev/null) || return 0
  printf '%s%s' "$hash" "${changes:+, changed}"
}

# Where the binary for an architecture is left.
binary_for() {
  if [[ $1 == "$machine" ]]; then
    printf 'out/apifunc'
  else
    printf 'out/%s/apifunc' "$1"
  fi
}

# Where the SDK leaves what it makes of a project for an architecture, usually this machine's.
output_of() { printf '%s/bin/Release/net10.0/%s' "$1" "${runtime_identifiers[${2-$machine}]}"; }

# Builds for an architecture.
build() {
  local binary options=()
  binary=$(binary_for "$1")
  if [[ $1 != "$machine" ]]; then
    update_sysroot "$1"
    options=("-p:SysRoot=$PWD/$(sysroot_for "$1")")
  fi
  step "compiling src to machine code for $1, and linking it: up to a minute"
  quietly dotnet publish src/apifunc.csproj -c Release --nologo -v quiet -r "${runtime_identifiers[$1]}" "${options[@]}"
  mkdir -p "${binary%/*}"
  install -m 755 "$(output_of src "$1")/publish/apifunc" "$binary"
  step "built $binary, $(stat -c %s "$binary") bytes, after $SECONDS s"
  [[ $1 != "$machine" ]] || generate_shim
}

# Prints both shims, which fails if templates and tables do not fit, and brings the committed one up to date. The tests
# fail if it was not.
generate_shim() {
  quietly out/apifunc shim --dialect telemetry
  local shim
  shim=$(out/apifunc shim) || stop 70 'out/apifunc prints no shim'
  if [[ $shim != "$(<api.func.shim)" ]]; then
    # shellcheck disable=SC2034 # for scripts/test.sh
    shim_was_current=false
    printf '%s\n' "$shim" >api.func.shim
    step 'api.func.shim was out of date, and is new: commit it, too'
  fi
}

# shellcheck source=scripts/sysroot.sh
source scripts/sysroot.sh

usage='usage: ./build.sh [build|demo|test|bench [EARLIER-BINARY]|fuzz [minutes]|fleet [runs]|order|reproduce|package] [--arch ARCH]'

readonly given=("$@")
asked=
arguments=()
while (($#)); do
  case $1 in
    --arch)
      [[ -v runtime_identifiers[${2-none}] ]] || stop 64 "--arch takes amd64 or arm64, and not '${2-}'; $usage"
      asked=$2
      shift
      ;;
    *) arguments+=("$1") ;;
  esac
  shift
done
set -- "${arguments[@]}"
arch=${asked:-$machine}

case ${1-build} in
  -h | --help | help) printf '%s\n' "$usage" ;;
  build | demo | test | bench | fuzz | fleet | order | reproduce | package)
    readonly task=${1-build}
    most=1
    [[ $task != bench && $task != fuzz && $task != fleet ]] || most=2
    (($# <= most)) || stop 64 "'$task' does not take '${!#}'; $usage"
    [[ $task != fuzz || ${2-5} =~ ^[1-9][0-9]{0,4}$ ]] || stop 64 "'$2' is no number of minutes; $usage"
    [[ $task != fleet || ${2-10000} =~ ^[1-9][0-9]{0,4}$ ]] || stop 64 "'$2' is no number of installations; $usage"
    [[ $task != fleet ]] || is_installed clickhouse-client || is_in_this_debian clickhouse-client ||
      stop 69 'this Debian has no package clickhouse-server: Debian 12 has one'
    # Packages for all architectures take from this machine's binary what it prints: its man page, for one.
    [[ $task != package ]] || arch=$machine
    [[ -n $machine ]] || stop 69 "there is no apifunc for a processor of the kind $(uname -m), only for x86_64 and aarch64"
    if [[ $arch == "$machine" ]]; then
      need "${packages[build]} ${packages[$task]}" "${optional_packages[$task]-}"
    elif [[ $task == build || $task == reproduce || ($task == test && $arch == arm64) ]]; then
      need "$cross_packages ${packages[$task]}" "${optional_packages[$task]-}"
    else
      stop 64 "'$task' runs the binary, and this machine is no $arch; $usage"
    fi
    need_dotnet
    take_turns "${given[@]}"
    # Whoever builds from an archive knows it, and git does not. src/apifunc.csproj reads it.
    APIFUNC_COMMIT=${APIFUNC_COMMIT-$(commit)}
    [[ $APIFUNC_COMMIT =~ ^[0-9A-Za-z.,\ +-]*$ ]] || stop 64 "APIFUNC_COMMIT is '$APIFUNC_COMMIT': letters, digits and .,+- name a commit"
    export APIFUNC_COMMIT
    build "$arch"
    if [[ $task != build ]]; then
      # shellcheck source=/dev/null
      source "scripts/$task.sh"
    fi
    ;;
  *) stop 64 "there is no '$1'; $usage" ;;
esac
