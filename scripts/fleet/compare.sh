#!/usr/bin/env bash
# What a report costs through the shim, beside a bare curl with the same body and to the same server: wall time and processor time
# of shell and program, in turns. Prints the median ratio of each, and what curl took.
#
# Usage: compare.sh SHIM ROUNDS
# shellcheck disable=SC2034 # the shim's functions take these variables
set -euo pipefail

readonly runs=20

# shellcheck source=/dev/null
source "$1"
DIAGNOSTICS=yes NSAPP=compared var_os=debian var_version=13 CT_TYPE=1 DISK_SIZE=8 CORE_COUNT=2 RAM_SIZE=2048 METHOD=default
telemetry_collect_sysinfo
read -r RANDOM_UUID </proc/sys/kernel/random/uuid
EXECUTION_ID=$RANDOM_UUID
body=$(_tm_payload installing)
user=$API_FUNC_URL_USER:$(<"$API_FUNC_URL_PASSWORD_FILE")

mkdir -p "$API_FUNC_STATE_DIR"

through_the_shim() {
  POST_TO_API_DONE=false
  post_to_api
}

through_curl() {
  curl -s -o "$API_FUNC_STATE_DIR/answer" -u "$user" -H 'Content-Type: application/json' --data-binary "$body" "$TELEMETRY_URL"
}

# Runs something a few times: `wall` in microseconds, `processor` in ticks of the clock, of this shell and what it has waited for.
measure() {
  local run begin=$EPOCHREALTIME before after
  read -ra before <"/proc/$$/stat"
  for ((run = 0; run < runs; run++)); do
    "$1"
  done
  wall=$((${EPOCHREALTIME/./} - ${begin/./}))
  read -ra after <"/proc/$$/stat"
  processor=$((after[13] + after[14] + after[15] + after[16] - before[13] - before[14] - before[15] - before[16]))
}

median() { sort -n | awk '{ value[NR] = $1 } END { printf "%.2f", (value[int((NR + 1) / 2)] + value[int(NR / 2) + 1]) / 2 }'; }

for ((round = 0; round <= $2; round++)); do
  measure through_the_shim
  shim="$wall $processor"
  measure through_curl
  # The first round warms up.
  ((round == 0)) || printf '%s %d %d\n' "$shim" "$wall" "$processor"
done >"$API_FUNC_STATE_DIR/rounds"

column() { awk "{ print $1 }" "$API_FUNC_STATE_DIR/rounds" | median; }
# shellcheck disable=SC2016 # for awk
printf '%s of the wall time and %s of the processor time of a bare curl, which takes %s ms\n' \
  "$(column '$1 / $3')" "$(column '$2 / ($4 ? $4 : 1)')" "$(column "\$3 / $runs / 1000")"
