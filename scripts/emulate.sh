# shellcheck shell=bash
# Lets this machine run programs for arm64 for the time of one command, and for nobody else: qemu-user is registered with the
# kernel's binfmt_misc in a user namespace (Linux 6.7 and later have one for each).
# Sourced by build.sh.

# The first bytes of a file for arm64 (elf.h), and which bits of them count: not those of the padding, where the binary has
# something for shells.
readonly arm64_magic='\x7fELF\x02\x01\x01\x00\x00\x00\x00\x00\x00\x00\x00\x00\x02\x00\xb7\x00'
readonly arm64_mask='\xff\xff\xff\xff\xff\xff\xff\x00\x00\x00\x00\x00\x00\x00\x00\x00\xfe\xff\xff\xff'

# Runs a command that can start programs for arm64. Users, groups and files are the same as outside; the network is its own.
emulating_arm64() {
  local qemu=$1 process
  shift
  # F: the kernel opens qemu now, so that it is there in every root. P: programs see their own names.
  # shellcheck disable=SC2016 # for that shell
  unshare --user --mount --net sh -euc '
    until grep -q . /proc/self/gid_map; do sleep 0.01; done
    busybox ifconfig lo up
    mount -t binfmt_misc none /mnt
    printf %s "$1" >/mnt/register
    shift
    exec "$@"' sh ":apifunc-arm64:M::$arm64_magic:$arm64_mask:$qemu:PF" "$@" &
  process=$!
  until [[ ! /proc/$process/ns/user -ef /proc/self/ns/user ]]; do sleep 0.01; done
  cat /proc/self/uid_map >"/proc/$process/uid_map"
  cat /proc/self/gid_map >"/proc/$process/gid_map"
  wait "$process"
}
