#!/usr/bin/env bash
# A host script that creates a VM. Its traps only end it; what is still to be reported the cleanup finds out.
# shellcheck source=/dev/null disable=SC2034 # the functions read these variables
source /dev/stdin <<<"$(cat "$API_SHIM")"

NSAPP=debian12vm
var_os=debian
var_version=12
CORE_COUNT=2
RAM_SIZE=2048
DISK_SIZE=8G
METHOD=default
DIAGNOSTICS=yes
RANDOM_UUID=$(cat /proc/sys/kernel/random/uuid)

stage() { curl -fsS -o /dev/null -d "$NSAPP" "$STAGES/$1"; }

cleanup() {
  local code=$?
  if [[ ${POST_TO_API_DONE:-} == true && ${POST_UPDATE_DONE:-} != true ]]; then
    if [[ $code -eq 0 ]]; then
      post_update_to_api "done" "none"
    else
      post_update_to_api failed "$code"
    fi
  fi
  rm -rf "$directory"
  printf 'cleaned up: %s\n' "$code" >&2
}

on_error() {
  printf 'line %s: exit code %s\n' "$2" "$1" >&2
  post_update_to_api failed "$1"
  exit "$1"
}

set -Eeuo pipefail
trap 'on_error "$?" "$LINENO"' ERR
trap cleanup EXIT
trap 'exit 129' HUP
trap 'exit 130' INT
trap 'exit 143' TERM

directory=$(mktemp -d "$WORK/vm.XXXXXX")
post_to_api_vm
stage download
"$BASH" -c "exit ${INSTALL_CODES:-0}"
stage import
post_update_to_api "done" "none"
stage started
