#!/usr/bin/env bash
# A host script that does all by itself, and has the telemetry functions from its first lines on.
# shellcheck source=/dev/null disable=SC2034 # the functions read these variables
source <(cat "$API_SHIM")
set -Eeuo pipefail

NSAPP=turnkey-wiki
TELEMETRY_TYPE=turnkey
DIAGNOSTICS=yes
METHOD=default
RANDOM_UUID=$(cat /proc/sys/kernel/random/uuid)

stage() { curl -fsS -o /dev/null -d "$NSAPP" "$STAGES/$1"; }

on_end() {
  local code=$1
  trap - ERR EXIT
  post_update_to_api "$([[ $code == 0 ]] && echo "done" || echo failed)" "$code"
  exit "$code"
}

trap 'on_end "$?"' ERR EXIT
trap 'on_end 129' HUP
trap 'on_end 130' INT
trap 'on_end 143' TERM

post_to_api
stage created
"$BASH" -c "exit ${INSTALL_CODES:-0}"
stage described
