#!/usr/bin/env bash
# A host of a simulated fleet: installs applications one after another, as helper scripts do, and reports them through the shim.
# For each it prints a line, its execution ID and how it ended. It ends with an error if reporting disturbs it.
#
# Usage: host.sh SHIM HOST FIRST LAST    the numbers of the host and of its installations
# shellcheck disable=SC2034 # the shim's functions take these variables
set -eEuo pipefail
trap 'printf "host %d: line %d failed\n" "$host" "$LINENO" >&2' ERR

readonly host=$2 first=$3 last=$4
readonly applications=(adguard docker homeassistant immich jellyfin nextcloud nginx pihole vaultwarden wireguard)
readonly versions=(8.4.1 9.0.3 9.0.10)

# shellcheck source=/dev/null
source "$1"

# What the script knows of the machine and of the container.
export DIAGNOSTICS=yes
TM_PVE_VERSION=${versions[host % 3]} TM_PLATFORM=pve
CT_TYPE=1 DISK_SIZE=8 CORE_COUNT=2 RAM_SIZE=2048 METHOD=default var_os=debian var_version=13
telemetry_collect_sysinfo

# The log of the installation that fails.
INSTALL_LOG=$API_FUNC_STATE_DIR/install.log
mkdir -p "$API_FUNC_STATE_DIR"
printf '%s\n' 'Reading package lists...' 'Connecting to 10.1.2.3' 'E: Unable to locate package libfoo' >"$INSTALL_LOG"

for ((i = first; i <= last; i++)); do
  read -r RANDOM_UUID </proc/sys/kernel/random/uuid
  EXECUTION_ID=$RANDOM_UUID POST_TO_API_DONE=false POST_UPDATE_DONE=false FAILED_COMMAND='' FAILED_LINE='' ERROR_CATEGORY_OVERRIDE=''
  chance=$(((host * 37 + i * 61) % 100)) succeeds=93
  NSAPP=${applications[(host + i) % 10]}
  # What the queries are to find.
  [[ $NSAPP != nextcloud ]] || succeeds=75
  INSTALL_START_TIME=$((EPOCHSECONDS - 30 - chance))
  post_to_api
  if ((chance < succeeds)); then
    end=success
    post_update_to_api "done" "none"
  elif ((chance < 97)); then
    end=failed
    FAILED_COMMAND='apt-get install libfoo' FAILED_LINE=42
    post_update_to_api failed 100
  else
    end=aborted
    post_update_to_api failed 130
  fi
  printf '%s\t%s\n' "$EXECUTION_ID" "$end"
done
