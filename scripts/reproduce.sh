# shellcheck shell=bash
# ./build.sh reproduce [--arch ARCH]: builds once more, in another folder with a longer name, and compares byte for byte;
# for this machine's architecture also what a release consists of.
# Sourced by build.sh, behind the build.

directory=$(mktemp -d)
trap 'rm -rf "$directory"' EXIT
copy="$directory/a folder with a name that is longer than others"
mkdir "$copy"
# Not in the order in which git has written them here.
find . \( -name .git -o -name bin -o -name obj -o -path ./out \) -prune -o -type f -print | sort -r |
  tar -c -f - --files-from - | tar -x -f - -C "$copy"

# Stops unless a file is the same here and there.
compare() {
  cmp "$1" "$2" || stop 1 "${1##*/} depends on the folder that it is made in"
  printf 'The same, byte for byte, from both folders: %s  %s\n' "$(sha256sum <"$1" | cut -d ' ' -f 1)" "${1##*/}"
}

# shellcheck disable=SC2154 # arch: build.sh
step "building the same for $arch in $copy"
quietly "$copy/build.sh" --arch "$arch"
binary=$(binary_for "$arch")
compare "$binary" "$copy/$binary"
# shellcheck disable=SC2154 # machine: build.sh
if [[ $arch == "$machine" ]]; then
  step 'packing both'
  mkdir "$directory/here" "$directory/there"
  scripts/package/assemble.sh "$arch" out/apifunc out/apifunc "$directory/here"
  (umask 077 && "$copy/scripts/package/assemble.sh" "$arch" out/apifunc out/apifunc "$directory/there")
  for file in "$directory/here"/*; do
    compare "$file" "$directory/there/${file##*/}"
  done
fi
