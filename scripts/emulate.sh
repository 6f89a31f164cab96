# shellcheck shell=bash
# Lets an amd64 machine run programs for arm64, but only what one command starts: qemu-user is registered with the
# binfmt_misc of a user namespace, which Linux 6.7 and later have. It comes from Debian's packages, and is not installed.
# Sourced by build.sh.

readonly qemu=$PWD/obj/amd64/qemu-aarch64

# The first bytes of a file for arm64 (elf.h), and which of their bits count: none of the padding, since the binary has a
# word for shells there.
readonly arm64_magic='\x7fELF\x02\x01\x01\x00\x00\x00\x00\x00\x00\x00\x00\x00\x02\x00\xb7\x00'
readonly arm64_mask='\xff\xff\xff\xff\xff\xff\xff\x00\x00\x00\x00\x00\x00\x00\x00\x00\xfe\xff\xff\xff'

# Prints why this machine cannot test a binary for arm64, or nothing.
what_emulation_lacks() {
  # shellcheck disable=SC2154 # build.sh
  if [[ $machine != amd64 ]]; then
    printf 'this machine is no amd64'
  elif ((EUID != 0)); then
    printf 'needs root, to make a user namespace with all users'
  elif ! (unpack_emulator); then
    printf 'needs packages that could not be fetched'
  elif ! emulating_arm64 obj/arm64/busybox/bin/busybox true >&2; then
    printf 'this system permits no user namespace with a binfmt_misc of its own'
  fi
}

# qemu-user, which has to be static to run in any root, and BusyBox for such a root.
unpack_emulator() {
  local package='qemu-user'
  [[ $(</etc/os-release) != *VERSION_CODENAME=bookworm* ]] || package='qemu-user-static'
  step 'fetching an emulator for arm64'
  unpack_packages amd64 obj/amd64/qemu "$package"
  if [[ -d obj/amd64/qemu/usr ]]; then
    cp obj/amd64/qemu/usr/bin/qemu-aarch64"${package#qemu-user}" "$qemu"
    rm -rf obj/amd64/qemu # all other processors
  fi
  unpack_packages arm64 obj/arm64/busybox busybox-static
}

# Runs a command that can start programs for arm64. Users, groups and files are those of the machine, and the network is its
# own, because the right to be a name server ends with the namespace.
emulating_arm64() {
  local process code=0
  # F: the kernel opens qemu now, whatever the root is later. P: programs are told the name that they were started by.
  # The limit is for .NET, which reserves half of it, and for qemu, which notes something for each page of that.
  # shellcheck disable=SC2016 # for that shell
  unshare --user --mount --net sh -euc '
    until grep -q . /proc/self/gid_map; do sleep 0.01; done
    busybox ifconfig lo up
    mount -t binfmt_misc none /mnt
    printf %s "$1" >/mnt/register
    shift
    ulimit -v 8000000
    TEST_ARCH=arm64 exec "$@"' sh ":apifunc-arm64:M::$arm64_magic:$arm64_mask:$qemu:PF" "$@" &
  process=$!
  while [[ /proc/$process/ns/user -ef /proc/self/ns/user ]]; do sleep 0.01; done
  if ! { cat /proc/self/uid_map >"/proc/$process/uid_map" && cat /proc/self/gid_map >"/proc/$process/gid_map"; } 2>/dev/null; then
    kill "$process" 2>/dev/null || :
  fi
  # Ctrl-C does not reach what runs in the background.
  # shellcheck disable=SC2064 # now
  trap "kill $process" EXIT
  wait "$process" || code=$?
  trap - EXIT
  return "$code"
}
