#!/usr/bin/env bash
# Puts together what is released of one architecture: the package, the archive, and the packed binary that shims fetch.
# Nothing is compiled here. The files are the same, byte for byte, wherever, whenever and by whomever they are made.
#
# Usage: assemble.sh ARCH BINARY HOST-BINARY DIRECTORY, behind builds for this machine and for ARCH
#   HOST-BINARY runs here, and prints the man page, the completions and the shims; the files are left in DIRECTORY.
#   Relative paths begin at the top of the repository.
set -euo pipefail
umask 022
export LC_ALL=C TZ=UTC
unset GZIP TAR_OPTIONS
readonly arch=$1 binary=$2 host=$3 directory=$4
cd "$(dirname "${BASH_SOURCE[0]}")/../.."

version=$(<VERSION)
# Who publishes it; Debian's own tools take the same variables (debchange(1)).
readonly maintainer="${DEBFULLNAME:-apifunc authors} <${DEBEMAIL:-apifunc@apifunc.invalid}>"
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

# Every file has the date of the version in CHANGELOG.md, which is the same in a git checkout and outside of one.
date=$(sed -n "s/^## \[\?${version//./\\.}\]\? - \([0-9-]*\)\$/\1/p" CHANGELOG.md)
if [[ -z $date ]]; then
  printf 'CHANGELOG.md has no line "## %s - YYYY-MM-DD" for the version in the file VERSION\n' "$version" >&2
  exit 65
fi
SOURCE_DATE_EPOCH=$(date -d "$date" +%s)
export SOURCE_DATE_EPOCH

# What the archive unpacks to; the package takes from it what both have.
readonly folder=apifunc-$version-linux-$arch
readonly top=$work/archive/$folder
readonly licences=$work/licences

# put MODE FILE TARGET: copies a file, and makes the directories above it.
put() { install -D -m "$1" "$2" "$3"; }

# say TARGET COMMAND...: writes what the host's binary prints.
say() {
  mkdir -p "$(dirname "$1")"
  "$host" "${@:2}" >"$1"
}

pack() { gzip --no-name "$@"; }

archive() {
  put 755 "$binary" "$top/apifunc"
  say "$top/api.func.classic" shim --dialect classic
  say "$top/api.func.telemetry" shim --dialect telemetry
  say "$top/apifunc.1" manual
  say "$top/completions/apifunc.bash" completion bash
  say "$top/completions/_apifunc" completion zsh
  say "$top/completions/apifunc.fish" completion fish
  install -m 644 README.md CHANGELOG.md LICENSE NOTICE SECURITY.md "$top"
  install -D -m 644 -t "$top/docs" docs/*.md
  install -D -m 644 -t "$top/licenses" "$licences"/*
  tar -c -C "$work/archive" --sort=name --owner=0 --group=0 --numeric-owner --mtime="@$SOURCE_DATE_EPOCH" --format=gnu "$folder" |
    pack >"$directory/$folder.tar.gz"
}

package() {
  local root=$work/package
  put 755 "$binary" "$root/usr/bin/apifunc"
  put 644 "$top/api.func.classic" "$root/usr/share/api-func/api.func.classic"
  put 644 "$top/api.func.telemetry" "$root/usr/share/api-func/api.func.telemetry"
  put 644 "$top/completions/apifunc.bash" "$root/usr/share/bash-completion/completions/apifunc"
  put 644 "$top/completions/_apifunc" "$root/usr/share/zsh/vendor-completions/_apifunc"
  put 644 "$top/completions/apifunc.fish" "$root/usr/share/fish/vendor_completions.d/apifunc.fish"
  mkdir -p "$root/usr/share/man/man1" "$root/usr/lib/systemd/system"
  pack --best <"$top/apifunc.1" >"$root/usr/share/man/man1/apifunc.1.gz"
  local unit
  for unit in apifunc-flush.service apifunc-flush.timer; do
    sed 's,@BINARY@,/usr/bin/apifunc,' "src/Commands/Units/$unit" >"$root/usr/lib/systemd/system/$unit"
  done

  local documents=$root/usr/share/doc/apifunc
  install -D -m 644 -t "$documents" README.md NOTICE SECURITY.md scripts/package/copyright
  install -D -m 644 -t "$documents/docs" docs/*.md
  install -D -m 644 -t "$documents/licenses" "$licences"/{dotnet,dotnet-third-party,glibc,libgcc,openssl,versions,zstd}.txt
  debian_changelog | pack --best >"$documents/changelog.gz"
  lintian_overrides | put 644 /dev/stdin "$root/usr/share/lintian/overrides/apifunc"

  local control=$root/DEBIAN size sources text
  size=$(find "$root" -type f -printf '%s\n' -o -printf '1024\n' | awk '{ size += int(($1 + 1023) / 1024) } END { print size }')
  sources=$(awk '$1 == "Debian" { list = list separator $2 " (= " $3 ")"; separator = ", " } END { print list }' "$licences/versions.txt")
  text=$(<scripts/package/control)
  text=${text//'@VERSION@'/"$version"}
  text=${text//'@ARCH@'/"$arch"}
  text=${text//'@MAINTAINER@'/"$maintainer"}
  text=${text//'@SIZE@'/"$size"}
  text=${text//'@SOURCES@'/"$sources"}
  mkdir -p "$control"
  printf '%s\n' "$text" >"$control/control"
  install -m 755 -t "$control" scripts/package/{postinst,prerm,postrm}
  (cd "$root" && find usr -type f -print0 | sort -z | xargs -0 md5sum) >"$control/md5sums"
  find "$root" -exec touch -d "@$SOURCE_DATE_EPOCH" {} +
  # xz, because Debian 11 knows nothing newer; on one thread, since more of them compress differently.
  dpkg-deb --root-owner-group --threads-max=1 -Zxz -z6 --build "$root" "$directory/apifunc_${version}_$arch.deb" >/dev/null
}

# What lintian is told. Of the last line it complains, too, if the binary is linked with an OpenSSL that compresses nothing.
lintian_overrides() {
  cat scripts/package/lintian-overrides
  if grep -qaE '(in|de)flate [0-9]' "$binary"; then
    cat scripts/package/lintian-overrides-zlib
  fi
}

# CHANGELOG.md in Debian's form (deb-changelog(5)).
debian_changelog() {
  local line at='' item=''
  while IFS= read -r line; do
    case $line in
      '## '* | '### '* | '- '* | '') print_item ;;
    esac
    if [[ $line =~ ^##\ \[?([0-9][0-9.]*)\]?\ -\ ([0-9-]+)$ ]]; then
      [[ -z $at ]] || printf '\n -- %s  %s\n\n' "$maintainer" "$at"
      at=$(date -R -d "${BASH_REMATCH[2]}")
      printf 'apifunc (%s) unstable; urgency=medium\n\n' "${BASH_REMATCH[1]}"
    elif [[ -z $at ]]; then
      continue
    elif [[ $line == '### '* ]]; then
      printf '  [ %s ]\n' "${line#'### '}"
    else
      read -r line <<<"${line#'- '}" || :
      item+="${item:+ }$line"
    fi
  done <CHANGELOG.md
  print_item
  printf '\n -- %s  %s\n' "$maintainer" "$at"
}

# Prints what debian_changelog has read of an item, and begins the next one.
print_item() {
  [[ -z $item ]] || fold -s -w 75 <<<"$item" | sed 's/ *$//; 1s/^/  * /; 2,$s/^/    /'
  item=''
}

scripts/package/licences.sh "$arch" "$licences"
archive
package
pack <"$binary" >"$directory/apifunc-$version-linux-$arch.gz"
