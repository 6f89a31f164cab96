#!/usr/bin/env bash
# A fleet on this machine: two ClickHouse servers, and hosts that install applications and report them through the shim, while
# servers stop and start. Prints what the queries say, what it cost, and how many reports were lost or doubled. Fails if any was.
#
# Usage: run.sh [INSTALLATIONS [HOSTS]]    10000 on 50 hosts, if nothing else is said; out/apifunc has to be there
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../.."

readonly installations=${1-10000} hosts=${2-50} rounds=4
readonly insert='INSERT%20INTO%20cluster.telemetry%20FORMAT%20JSONEachRow'
readonly binary=$PWD/out/apifunc scripts=$PWD/scripts/fleet
# Installations of a host in a round. An outbox keeps 200 reports, so a host may not report more while servers are away.
readonly each=$(((installations + hosts * rounds - 1) / (hosts * rounds)))
if ((each > 90)); then
  printf 'fleet: %d installations are too many for %d hosts: %d at most\n' "$installations" "$hosts" $((hosts * rounds * 90)) >&2
  exit 64
fi

directory=$(mktemp -d) running=()
clickhouse_server=$(command -v clickhouse-server || printf '%s' "$PWD/obj/clickhouse/usr/sbin/clickhouse-server")
# shellcheck source=scripts/fleet/servers.sh
source scripts/fleet/servers.sh

# Hosts end with the report that they are at.
clean_up() {
  kill "${running[@]}" 2>/dev/null || :
  wait "${running[@]}" 2>/dev/null || :
  stop_servers KILL "${!server_process[@]}"
  rm -rf "$directory"
}
trap clean_up EXIT

say() { printf '\n%s\n' "$*"; }
calculate() { awk "BEGIN { printf \"$1\", $2 }"; }

# A name with both addresses, as a fleet's DNS has it. Half of the hosts see the one first, half the other, as with round robin.
# Only root can lend hosts such a name; for others, hosts have the address of one server each.
readonly name=clickhouse.test
printf '%s\n' "127.0.0.1 $name" "127.0.0.2 $name" >"$directory/hosts.0"
printf '%s\n' "127.0.0.2 $name" "127.0.0.1 $name" >"$directory/hosts.1"
names=yes
{ ((EUID == 0)) && unshare --mount mount --bind "$directory/hosts.0" /etc/hosts 2>/dev/null; } || names=

# Sets `as_host` to what runs a command as a host: with its number, its outbox, and the URL of the servers.
become_host() {
  local address=$name lend=()
  if [[ $names ]]; then
    # shellcheck disable=SC2016 # for the shell in the namespace
    lend=(unshare --mount sh -c 'mount --bind "$0" /etc/hosts && exec "$@"' "$directory/hosts.$(($1 % 2))")
  else
    address=127.0.0.$(($1 % 2 + 1))
  fi
  as_host=(env -i PATH="$PATH" HOME="$directory" API_FUNC_BIN="$binary" API_FUNC_STATE_DIR="$directory/state/$1"
    API_FUNC_URL_USER=reporter API_FUNC_URL_PASSWORD_FILE="$directory/password"
    TELEMETRY_URL="http://$address:$http_port/?query=$insert" "${lend[@]}")
}

# All hosts install, at the same time.
start_round() {
  local host first=$((each * round + 1))
  round=$((round + 1))
  running=()
  for ((host = 1; host <= hosts; host++)); do
    become_host "$host"
    "${as_host[@]}" "$scripts/host.sh" "$directory/shim" "$host" "$first" $((first + each - 1)) \
      >>"$directory/reported.$host" 2>>"$directory/disturbed" </dev/null &
    running+=($!)
  done
}

end_round() { wait "${running[@]}" || :; }

# How many installations have ended so far.
progress() { cat "$directory"/reported.* 2>/dev/null | wc -l; }

# Waits until a part of the current round is done, half of it with 1 2, or all hosts have ended.
wait_for_part() {
  local goal=$((hosts * each * (round - 1) + hosts * each * $1 / $2))
  while (($(progress) < goal)) && kill -0 "${running[@]}" 2>/dev/null; do
    sleep 0.05
  done
}

# What the hourly timer of each host does. Those that have nothing to deliver say so.
flush() {
  local host
  for ((host = 0; host <= hosts; host++)); do
    become_host "$host"
    "${as_host[@]}" "$binary" outbox flush --wait >>"$directory/flushed" 2>&1 || :
  done
}

waiting() { find "$directory"/state/*/outbox -name '*.report' 2>/dev/null | wc -l; }

# Creates the schema of a cluster on both servers.
install_schema() {
  local address
  for address in 127.0.0.1 127.0.0.2; do
    client "$address" --multiquery <scripts/fleet/schema.sql
    client "$address" --multiquery <scripts/fleet/cluster.sql
  done
}

# Imports what there was before: five weeks of reports in a file.
import_history() {
  scripts/fleet/history.sh "$installations" >"$directory/history.jsonl"
  client 127.0.0.1 --input_format_import_nested_json 1 --input_format_skip_unknown_fields 1 \
    --query 'INSERT INTO cluster.lines FORMAT JSONEachRow' <"$directory/history.jsonl"
  wait_for_queues
}

# Processor time of what this script has waited for, in ms.
host_time() {
  local fields
  read -ra fields <"/proc/$$/stat"
  printf '%d' $(((fields[15] + fields[16]) * 1000 / $(getconf CLK_TCK)))
}

# A round without disturbance: how many reports a second, and what one takes of the processor, on hosts and on servers. Whatever else
# runs on this machine makes them fewer.
measure_round() {
  local reports=$((hosts * each * 2)) begin=$EPOCHREALTIME on_hosts on_servers seconds
  on_hosts=$(host_time) on_servers=$(server_time)
  start_round
  end_round
  seconds=$(calculate %f "$EPOCHREALTIME - $begin")
  on_hosts=$(($(host_time) - on_hosts))
  wait_for_queues
  on_servers=$(($(server_time) - on_servers))
  printf '%s reports a second from %d shells; one needs %s ms of processor time on its host, and %s ms on servers\n' \
    "$(calculate %.0f "$reports / $seconds")" "$hosts" "$(calculate %.2f "$on_hosts / $reports")" \
    "$(calculate %.2f "$on_servers / $reports")"
}

umask 077
head -c 12 /dev/urandom | od -An -tx1 | tr -d ' \n' >"$directory/password"
"$binary" shim --dialect telemetry >"$directory/shim"
# Below the ports that Linux gives to those who ask for any.
http_port=$(free_port $((20000 + $$ % 6000))) tcp_port=$(free_port $((26000 + $$ % 6000)))
configure_users "$(<"$directory/password")" $((installations < 1000 ? 200 : 2000))
configure_server 127.0.0.1
configure_server 127.0.0.2
start_server 127.0.0.1
start_server 127.0.0.2
install_schema
touch "$directory/disturbed"
round=0

say "$((hosts * each * rounds)) installations on $hosts hosts, in $rounds rounds"
printf '1. both servers run: '
measure_round
printf '   a report through the shim: '
become_host 0
"${as_host[@]}" "$scripts/compare.sh" "$directory/shim" $((installations < 1000 ? 1 : 10))

printf '2. 127.0.0.2 stops, and starts again: '
start_round
wait_for_part 1 4
stop_servers TERM 127.0.0.2
wait_for_part 3 4
printf '%d reports wait on hosts, %d inserts on 127.0.0.1\n' "$(waiting)" "$(queued 127.0.0.1)"
start_server 127.0.0.2
end_round
flush

printf '3. both are away for a whole round: '
stop_servers TERM 127.0.0.1 127.0.0.2
start_round
end_round
printf '%d reports wait on hosts\n' "$(waiting)"
start_server 127.0.0.1
start_server 127.0.0.2
flush

printf '4. 127.0.0.1 is killed amid reports, and starts again: '
start_round
wait_for_part 1 4
stop_servers KILL 127.0.0.1
wait_for_part 3 4
printf '%d reports wait on hosts, %d inserts on 127.0.0.2\n' "$(waiting)" "$(queued 127.0.0.2)"
start_server 127.0.0.1
end_round
flush
wait_for_queues

for address in 127.0.0.1 127.0.0.2; do
  client "$address" --query 'OPTIMIZE TABLE fleet.reports FINAL'
  client "$address" --query "SELECT sum(bytes_on_disk), sum(rows) FROM system.parts
    WHERE active AND database = 'fleet' AND table = 'reports'"
done >"$directory/size"
bytes=$(awk '{ bytes += $1; rows += $2 } END { printf "%.0f", bytes / rows }' "$directory/size")

import_history
say 'What maintainers ask:'
for question in scripts/fleet/queries/*.sql; do
  grep -e '^--' "$question"
  client 127.0.0.1 --database cluster --format PrettyCompactNoEscapes <"$question"
done

sort "$directory"/reported.* >"$directory/expected"
client 127.0.0.2 --database cluster --query "SELECT execution_id, status FROM executions WHERE NOT startsWith(execution_id, '00000000-')" |
  sort >"$directory/found"
expected=$(wc -l <"$directory/expected")
lost=$(comm -23 "$directory/expected" <(uniq "$directory/found") | wc -l)
doubled=$(($(wc -l <"$directory/found") - $(cut -f1 "$directory/found" | uniq | wc -l)))
say "What arrived: $bytes bytes on disk for each report"
printf '%d of %d installations are there as they ended, %d lost, %d doubled\n' $((expected - lost)) "$expected" "$lost" "$doubled"
problem=
[[ ! -s $directory/disturbed ]] || problem="reporting disturbed scripts: $(head -n 3 "$directory/disturbed")"
((expected == hosts * each * rounds)) || problem="$expected of $((hosts * each * rounds)) installations came to an end"
(($(waiting) == 0)) || problem="$(waiting) reports still wait on hosts: $(tail -n 3 "$directory/flushed")"
((lost == 0 && doubled == 0)) || problem='reports were lost or doubled'
if [[ $problem ]]; then
  printf 'fleet: %s\n' "$problem" >&2
  exit 1
fi
