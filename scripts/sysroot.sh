# shellcheck shell=bash
# The libraries and headers of another architecture, to link for it: Debian's own packages, unpacked into a directory of
# this repository. apt fetches them and checks their signatures, from the sources of this machine, but with lists and a
# configuration of its own: nothing else on the machine changes, and it takes no root.
# Sourced by build.sh.

sysroot_for() { printf 'obj/%s/sysroot' "$1"; }

# Makes the sysroot of an architecture, or brings it up to date.
update_sysroot() {
  # The GCC that clang takes its libraries from on this machine is the one of this Debian.
  local gcc
  gcc=$(clang --rtlib=libgcc -print-libgcc-file-name)
  gcc=${gcc%/*}
  step "fetching Debian's libraries for $1"
  unpack_packages "$1" "$(sysroot_for "$1")" libc6-dev linux-libc-dev "libgcc-${gcc##*/}-dev" libssl-dev libzstd-dev
}

# Unpacks packages for an architecture into a directory, unless it has these versions. Its file `sources` has a line for each
# package: its name, and the name and version of its source, for licences.
unpack_packages() {
  local architecture=$1 directory=$2 wanted package
  shift 2
  configure_apt "$architecture" "$PWD/obj/$architecture/apt"
  local -x APT_CONFIG=$PWD/obj/$architecture/apt/apt.conf
  quietly apt-get update -qq
  wanted=$(apt-get download --print-uris "$@") ||
    stop 69 "the sources of this machine's apt have not all of these packages for $architecture, or cannot be reached: $*"
  [[ ! -e $directory/sources || ! -e $directory.list || $wanted != "$(<"$directory.list")" ]] || return 0

  rm -rf "$directory" "$directory.list"
  mkdir -p "$directory/packages"
  (cd "$directory/packages" && quietly apt-get download -qq "$@")
  for package in "$directory"/packages/*; do
    quietly dpkg-deb -x "$package" "$directory"
    # shellcheck disable=SC2016 # variables of dpkg's
    dpkg-deb -W --showformat='${Package} ${source:Package} ${source:Version}\n' "$package" >>"$directory/sources"
  done
  rm -r "$directory/packages"
  printf '%s\n' "$wanted" >"$directory.list"
}

# Of the machine's own configuration only how things are fetched counts (proxies): hooks are for its own packages.
configure_apt() {
  mkdir -p "$2/lists/partial" "$2/archives/partial"
  : >"$2/status"
  apt-config dump | grep '^Acquire::' >"$2/acquire.conf"
  cat "$2/acquire.conf" - >"$2/apt.conf" <<END
Acquire::Languages "none";
APT::Architecture "$1";
APT::Architectures { "$1"; };
Dir::State "$2";
Dir::State::status "$2/status";
Dir::Cache "$2";
Dir::Cache::pkgcache "";
Dir::Cache::srcpkgcache "";
Dir::Etc::parts "/dev/null";
Dir::Etc::main "/dev/null";
END
}
