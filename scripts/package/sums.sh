#!/usr/bin/env bash
# Writes SHA256SUMS of a release, which `apifunc shim --release` and sha256sum read: the sums of all files, and before
# them, in comments, the sizes of the packed binaries.
#
# Usage: sums.sh DIRECTORY
set -euo pipefail
export LC_ALL=C
cd "$1"

# sizes...: one line for each file.
sizes() {
  local file
  for file in "$@"; do
    [[ $file == *.tar.gz ]] || printf '# size: %s %s\n' "$file" "$(stat -c %s "$file")"
  done
}

{
  sizes apifunc-*.gz
  sha256sum apifunc*
} >SHA256SUMS
chmod 644 SHA256SUMS
