#!/usr/bin/env bash
# A helper script in the style of the community's: a Debian VM. It creates nothing.
# shellcheck disable=SC2034 # the variables are read by the library

# shellcheck source=/dev/null
source "$(dirname "${BASH_SOURCE[0]}")/api.func.shim"

NSAPP="debian-12-vm"
METHOD="default"
RANDOM_UUID="$(cat /proc/sys/kernel/random/uuid)"
CORE_COUNT="4"
RAM_SIZE="4096"
DISK_SIZE="32G"
var_os="debian"
var_version="12"

set -eEuo pipefail
trap 'error_handler $LINENO "$BASH_COMMAND"' ERR
trap cleanup EXIT
trap 'post_update_to_api "failed" "INTERRUPTED"' SIGINT
trap 'post_update_to_api "failed" "TERMINATED"' SIGTERM

TEMP_DIR=$(mktemp -d)

error_handler() {
  local exit_code="$?"
  echo -e " !!  line $1, exit code $exit_code: $2"
  post_update_to_api "failed" "$exit_code"
}

cleanup() {
  rm -rf "$TEMP_DIR"
}

post_to_api_vm
echo -e " ... Creating a VM with $CORE_COUNT cores, $RAM_SIZE MiB and $DISK_SIZE ($NSAPP)"
echo -e " ok  Created the VM; diagnostics were allowed in the file: $DIAGNOSTICS"
post_update_to_api "done" "none"
