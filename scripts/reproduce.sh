# shellcheck shell=bash
# ./build.sh reproduce: builds once more, in another folder with a longer name, and compares byte for byte.
# Sourced by build.sh, behind the build.

directory=$(mktemp -d)
trap 'rm -rf "$directory"' EXIT
copy="$directory/a folder with a name that is longer than others"
mkdir "$copy"
# Not in the order in which git has written them here.
find . \( -name .git -o -name bin -o -name obj -o -path ./out \) -prune -o -type f -print | sort -r |
  tar -c -f - --files-from - | tar -x -f - -C "$copy"

step "building the same in $copy"
quietly "$copy/build.sh"
if ! cmp out/apifunc "$copy/out/apifunc"; then
  printf 'out/apifunc depends on the folder that it is built in\n' >&2
  exit 1
fi
printf 'The same, byte for byte, from both folders: %s\n' "$(sha256sum out/apifunc)"
