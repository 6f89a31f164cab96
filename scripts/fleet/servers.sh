# shellcheck shell=bash
# Two ClickHouse servers on 127.0.0.1 and 127.0.0.2, the shards of a cluster, in a directory of their own. Nothing of them stays.
# Sourced by run.sh, which sets `directory`, an empty directory, and `clickhouse_server`, the program.
# shellcheck disable=SC2154

declare -A server_process=()

answers() { (exec 3<>"/dev/tcp/$1/$2") 2>/dev/null; }

# A port that nobody listens on, on neither address: from a number on.
free_port() {
  local port
  for ((port = $1; ; port++)); do
    answers 127.0.0.1 "$port" || answers 127.0.0.2 "$port" || break
  done
  printf '%d' "$port"
}

# Writes the configuration of a server. A shard whose replica has a default database counts as another server's, also on the
# server itself: so all that is inserted goes through the queue on the disk, from which it is written in large parts.
configure_server() {
  local shard
  mkdir -p "$directory/$1"
  {
    printf '<yandex>\n'
    printf '  <listen_host>%s</listen_host><http_port>%d</http_port><tcp_port>%d</tcp_port>\n' "$1" "$http_port" "$tcp_port"
    printf '  <path>%s/data/</path><tmp_path>%s/tmp/</tmp_path>\n' "$directory/$1" "$directory/$1"
    printf '  <user_files_path>%s/files/</user_files_path><format_schema_path>%s/schemas/</format_schema_path>\n' \
      "$directory/$1" "$directory/$1"
    printf '  <logger><level>warning</level><console>1</console></logger><timezone>UTC</timezone>\n'
    printf '  <users_config>%s/users.xml</users_config><default_profile>default</default_profile>\n' "$directory"
    printf '  <default_database>default</default_database><mark_cache_size>67108864</mark_cache_size>\n'
    printf '  <remote_servers><fleet>\n'
    for shard in 127.0.0.1 127.0.0.2; do
      printf '    <shard><replica><host>%s</host><port>%d</port><default_database>fleet</default_database></replica></shard>\n' \
        "$shard" "$tcp_port"
    done
    printf '  </fleet></remote_servers>\n</yandex>\n'
  } >"$directory/$1/config.xml"
}

# The users of both servers: the one that the servers and this script have, and the one that hosts report as, with his password.
# Servers hand on what they have accepted every so many milliseconds.
configure_users() {
  cat >"$directory/users.xml" <<END
<yandex>
  <profiles>
    <default>
      <distributed_directory_monitor_batch_inserts>1</distributed_directory_monitor_batch_inserts>
      <distributed_directory_monitor_sleep_time_ms>$2</distributed_directory_monitor_sleep_time_ms>
    </default>
    <reporter><input_format_skip_unknown_fields>1</input_format_skip_unknown_fields><allow_ddl>0</allow_ddl></reporter>
  </profiles>
  <quotas><default/></quotas>
  <users>
    <default>
      <password></password><networks><ip>127.0.0.0/8</ip></networks><profile>default</profile><quota>default</quota>
    </default>
    <reporter>
      <password_sha256_hex>$(printf %s "$1" | sha256sum | cut -d' ' -f1)</password_sha256_hex>
      <networks><ip>127.0.0.0/8</ip></networks><profile>reporter</profile><quota>default</quota>
    </reporter>
  </users>
</yandex>
END
}

# Starts a server, and waits until it answers.
start_server() {
  "$clickhouse_server" --config-file="$directory/$1/config.xml" >>"$directory/$1/log" 2>&1 </dev/null &
  server_process[$1]=$!
  local deadline=$((SECONDS + 60))
  until answers "$1" "$http_port" && answers "$1" "$tcp_port"; do
    if ! kill -0 "${server_process[$1]}" 2>/dev/null || ((SECONDS > deadline)); then
      printf 'fleet: the server on %s does not start:\n' "$1" >&2
      grep -av '^[0-9]*\. \|^$' "$directory/$1/log" | tail -n 5 >&2
      exit 1
    fi
    sleep 0.05
  done
}

# Stops servers with a signal, at once: one that stops in peace waits for what the other has open.
stop_servers() {
  local signal=$1 address
  shift
  for address in "$@"; do
    kill "-$signal" "${server_process[$address]}"
  done
  for address in "$@"; do
    wait "${server_process[$address]}" 2>/dev/null || :
    unset "server_process[$address]"
  done
}

# Processor time of both servers, in ms.
server_time() {
  local address fields sum=0
  for address in "${!server_process[@]}"; do
    read -ra fields <"/proc/${server_process[$address]}/stat"
    sum=$((sum + fields[13] + fields[14]))
  done
  printf '%d' $((sum * 1000 / $(getconf CLK_TCK)))
}

# Runs clickhouse-client on a server.
client() {
  local address=$1
  shift
  clickhouse-client --host "$address" --port "$tcp_port" "$@"
}

# How many inserts wait for the shards on the disks of servers. What lies in `tmp` was never accepted.
queued() {
  local address
  for address in "$@"; do
    find "$directory/$address/data/data/cluster" -name '*.bin' -not -path '*#fleet/tmp/*' 2>/dev/null || :
  done | wc -l
}

# Waits until the servers have written all that they have accepted.
wait_for_queues() {
  local deadline=$((SECONDS + 120))
  while (($(queued 127.0.0.1 127.0.0.2))); do
    if ((SECONDS > deadline)); then
      printf 'fleet: %d files still wait on the servers:\n' "$(queued 127.0.0.1 127.0.0.2)" >&2
      grep -ah '<Error>' "$directory"/127.0.0.*/log | tail -n 3 >&2
      exit 1
    fi
    sleep 0.1
  done
}
