#!/usr/bin/env bash
# A helper script in the style of today's: an LXC container with Redis, whose installation fails. What the failed command
# printed is kept in a capture file, as the scripts do. It installs nothing: a function stands for apt-get.
# shellcheck disable=SC2034 # the variables are read by the library

# shellcheck source=/dev/null
source <(cat "$(dirname "${BASH_SOURCE[0]}")/api.func.telemetry.shim")

APP="Redis"
NSAPP="redis"
METHOD="default"
RANDOM_UUID="$(cat /proc/sys/kernel/random/uuid)"
DIAGNOSTICS="yes"
CT_TYPE="1"
CORE_COUNT="1"
RAM_SIZE="1024"
DISK_SIZE="4"
var_os="debian"
var_version="13"
TELEMETRY_ERRINFO="$(mktemp)"

apt_get() {
  echo "Connecting to 192.168.1.20"
  echo "E: Unable to locate package ${!#}"
  return 100
}

# Runs a command; of one that fails the output is kept.
silent() {
  local output exit_code
  output="$("$@" 2>&1)" && return 0
  exit_code="$?"
  FAILED_COMMAND="$*"
  FAILED_LINE="${BASH_LINENO[0]}"
  write_errinfo "$TELEMETRY_ERRINFO" "$exit_code" "$FAILED_LINE" "$FAILED_COMMAND" <<<"$output"
  return "$exit_code"
}

error_handler() {
  local exit_code="$?"
  echo -e " !!  exit code $exit_code: $(explain_exit_code "$exit_code")"
  post_update_to_api "failed" "$exit_code"
  exit "$exit_code"
}

on_exit() {
  local exit_code="$?"
  rm -f "$TELEMETRY_ERRINFO"
  [[ ${POST_TO_API_DONE:-} != true || ${POST_UPDATE_DONE:-} == true ]] || post_update_to_api "failed" "$exit_code"
}

set -eEuo pipefail
trap error_handler ERR
trap on_exit EXIT
trap 'exit 130' INT
trap 'exit 143' TERM

post_to_api
echo -e " ... Installing $APP ($NSAPP) on $var_os $var_version"
post_progress_to_api "configuring"
silent apt_get install redis
post_update_to_api "done" "none"
