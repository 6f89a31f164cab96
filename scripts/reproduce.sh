# shellcheck shell=bash
# ./build.sh reproduce [--arch ARCH]: builds once more, in another folder with a longer name, and compares byte for byte.
# Sourced by build.sh, behind the build.

directory=$(mktemp -d)
trap 'rm -rf "$directory"' EXIT
copy="$directory/a folder with a name that is longer than others"
mkdir "$copy"
# Not in the order in which git has written them here.
find . \( -name .git -o -name bin -o -name obj -o -path ./out \) -prune -o -type f -print | sort -r |
  tar -c -f - --files-from - | tar -x -f - -C "$copy"

# shellcheck disable=SC2154 # arch: build.sh
step "building the same for $arch in $copy"
quietly "$copy/build.sh" --arch "$arch"
binary=$(binary_for "$arch")
if ! cmp "$binary" "$copy/$binary"; then
  printf '%s depends on the folder that it is built in\n' "$binary" >&2
  exit 1
fi
printf 'The same, byte for byte, from both folders: %s\n' "$(sha256sum "$binary")"
