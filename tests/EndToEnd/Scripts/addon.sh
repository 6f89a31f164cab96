#!/usr/bin/env bash
# An addon, which runs inside of a container. It has a cleanup of its own for every end, and keeps the report there.
# shellcheck source=/dev/null disable=SC2034,SC2317 # functions read the variables, and traps call functions
source /dev/stdin <<<"$(cat "$API_SHIM")"
APP=Glances
DIAGNOSTICS=yes
init_tool_telemetry "" addon

report=$(trap -p EXIT)
report=${report#"trap -- '"}
report=${report%"' EXIT"}
directory=$(mktemp -d "$WORK/addon.XXXXXX")

cleanup() {
  local code=$?
  trap '' HUP INT TERM
  rm -rf "$directory"
  printf 'cleaned up: %s\n' "$code" >&2
  return "$code"
}

on_signal() {
  trap - EXIT
  (exit "$1") || cleanup || eval "$report"
  exit "$1"
}

# shellcheck disable=SC2064 # the report is known now
trap "cleanup; $report" EXIT
trap 'on_signal 129' HUP
trap 'on_signal 130' INT
trap 'on_signal 143' TERM

curl -fsS -o /dev/null -d addon "$STAGES/downloading"
exit "${INSTALL_CODES:-0}"
