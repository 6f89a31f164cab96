# shellcheck shell=bash
# ./build.sh package [--arch ARCH]: what a release consists of, in out/: for each architecture the package for Debian, the
# archive, and the packed binary that shims fetch; and SHA256SUMS, which `apifunc shim --release` and sha256sum read.
# Sourced by build.sh, behind the build for this machine.

# The architectures: the one that was asked for, or all.
# shellcheck disable=SC2154 # asked, machine: build.sh
readonly architectures=${asked:-amd64 arm64}

umask 022
mkdir -p out
release=$(mktemp -d -p "$PWD/out")
trap 'rm -rf "$release"' EXIT

for architecture in $architectures; do
  [[ $architecture == "$machine" ]] || ./build.sh build --arch "$architecture" ||
    stop 69 "$architecture cannot be built here, see above; ./build.sh package --arch $machine does without it"
done
for architecture in $architectures; do
  step "packing for $architecture"
  scripts/package/assemble.sh "$architecture" "$(binary_for "$architecture")" out/apifunc "$release"
done

scripts/package/sums.sh "$release"

# What an earlier version or architecture has left is not in these sums.
rm -f out/apifunc_*.deb out/apifunc-*.gz
mv "$release"/* out
(cd out && ls -l apifunc[-_]* SHA256SUMS)
step "done after $SECONDS s"
