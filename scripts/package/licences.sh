#!/usr/bin/env bash
# Collects the licences of what is linked into the binary of an architecture from where they lie on this machine, and
# writes to versions.txt from which versions of which sources it was linked. Stops if one is missing.
#
# Usage: licences.sh ARCH DIRECTORY, behind builds for this machine and for ARCH
set -euo pipefail
readonly arch=$1 directory=$2
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)

# take FILE NAME: copies a licence.
take() {
  if ! install -m 644 "$1" "$directory/$2" 2>/dev/null; then
    printf 'a licence is missing: %s\n' "$1" >&2
    exit 66
  fi
}

mkdir -p "$directory"

# The compiler was given each library of .NET by its path, which has the version.
case $arch in
  amd64) rid=linux-x64 ;;
  arm64) rid=linux-arm64 ;;
esac
readonly given=$root/src/obj/Release/net10.0/$rid/native/apifunc.ilc.rsp
libraries=$(sed -n 's,^-r:\(.*/\(microsoft\.netcore\.app\.runtime\.nativeaot\.[^/]*\|cliwrap\|wcwidth\)/[^/]*\)/.*,\1,p' "$given" | sort -u)
runtime=$(grep nativeaot <<<"$libraries")
take "$runtime/LICENSE.TXT" dotnet.txt
take "$runtime/THIRD-PARTY-NOTICES.TXT" dotnet-third-party.txt

# The rest is Debian's, for all architectures from the same sources.
libgcc=$(clang --rtlib=libgcc -print-libgcc-file-name)
libgcc=${libgcc%/*}
libgcc=libgcc-${libgcc##*/}-dev
take /usr/share/doc/libc6-dev/copyright glibc.txt
take "/usr/share/doc/$libgcc/copyright" libgcc.txt
take /usr/share/doc/libssl-dev/copyright openssl.txt
take /usr/share/doc/libzstd-dev/copyright zstd.txt
for name in Apache-2.0 GPL-3 LGPL-2.1; do
  take "/usr/share/common-licenses/$name" "$name.txt"
done

# The sources of what was linked: the machine's own packages, or those that are unpacked for another architecture.
# shellcheck disable=SC2016 # variables of dpkg's
sources() {
  local package
  for package in libc6-dev "$libgcc" libssl-dev libzstd-dev; do
    if [[ $arch == "$(dpkg --print-architecture)" ]]; then
      dpkg-query -W -f 'Debian ${source:Package} ${source:Version}\n' "$package"
    else
      grep "^$package " "$root/obj/$arch/sysroot/sources" | sed "s/^$package /Debian /"
    fi
  done
}
{
  sources
  # shellcheck disable=SC2001 # several lines
  sed 's,.*/\([^/]*\)/\([^/]*\)$,NuGet \1 \2,' <<<"$libraries"
  sed -n 's,.*"\(ConsoleAppFramework\)" Version="\([^"]*\)".*,NuGet \L\1\E \2,p' "$root/Directory.Packages.props"
} | LC_ALL=C sort >"$directory/versions.txt"
