#!/usr/bin/env bash
# Prints the reports of five weeks before today, as the lines of a file that reports were written to: what the queries are about.
# More of nextcloud fail in the last week; one run in fifty never ends.
#
# Usage: history.sh EXECUTIONS
set -euo pipefail

# Applications and the percentage of their installations that fails.
readonly applications=(adguard 2 docker 4 homeassistant 6 immich 9 jellyfin 5 nextcloud 8 nginx 2 pihole 3 vaultwarden 4 wireguard 3)
readonly versions=(8.3.5 8.4.1 8.4.1 9.0.3 9.0.10)
readonly repositories=(ProxmoxVE:community-scripts/ProxmoxVE ProxmoxVED:community-scripts/ProxmoxVED external:someone/fork)
readonly errors=(100 dependency 7 network 137 resource 1 shell)

# The same numbers each time, but for the times: a linear congruential generator, and its upper bits.
state=1
draw() {
  ((state = (state * 1103515245 + 12345) & 0x7fffffff)) || :
  ((drawn = (state >> 8) % $1)) || :
}

# A line: seconds since 1970, status, exit code, error, category, seconds that it took.
line() {
  printf '{"time":"%(%FT%T)T.000Z","endpoint":"telemetry","report":{"payload_version":2,"random_id":"%s","execution_id":"%s",' \
    "$1" "$id" "$id"
  printf '"type":"lxc","nsapp":"%s","status":"%s","ct_type":1,"disk_size":8,"core_count":2,"ram_size":2048,' "$app" "$2"
  printf '"os_type":"debian","os_version":"13","pve_version":"%s","method":"default","exit_code":%d,"error":"%s",' "$version" "$3" "$4"
  printf '"error_category":"%s","install_duration":%d,"has_arm":false,"repo_source":"%s","repo_slug":"%s"}}\n' \
    "$5" "$6" "${repository%:*}" "${repository#*:}"
}

export TZ=UTC
today=$((EPOCHSECONDS / 86400 * 86400))
for ((i = 0; i < $1; i++)); do
  printf -v id '00000000-0000-4000-8000-%012x' "$i"
  draw 35
  age=$((drawn + 1))
  draw 86000
  began=$((today - age * 86400 + drawn))
  draw 10
  app=${applications[drawn * 2]} chance=${applications[drawn * 2 + 1]}
  [[ $app != nextcloud ]] || ((age >= 7)) || chance=25
  draw 5
  version=${versions[drawn]}
  draw 5
  repository=${repositories[drawn < 3 ? 0 : drawn - 2]}
  line "$began" installing 0 '' '' 0
  draw 50
  ((drawn)) || continue
  draw 200
  took=$((20 + drawn))
  draw 100
  if ((drawn < chance)); then
    draw 4
    code=${errors[drawn * 2]} category=${errors[drawn * 2 + 1]}
    line $((began + took)) failed "$code" "exit_code=$code" "$category" "$took"
  else
    line $((began + took)) success 0 '' '' "$took"
  fi
done
