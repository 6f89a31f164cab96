# shellcheck shell=bash
# ./build.sh bench: what a report and a start cost, as ratios to references that are measured in the same run. Exits
# with 0 whatever the numbers are: machines are noisy. With the path of an earlier binary, that is measured, too, through the
# same shim.
# Sourced by build.sh, behind the build.

# Rounds take turns between the commands, so that what else the machine does falls on all of them; the first warms up
# the server and is not counted.
readonly rounds=8 runs=20
earlier=${2-}
[[ -z $earlier || -x $earlier ]] || stop 66 "there is no binary '$earlier' to compare with"

directory=$(mktemp -d)
server=
clean_up() {
  if [[ -n $server ]] && kill "$server" 2>/dev/null; then
    wait "$server" || :
  fi
  rm -rf "$directory"
}
trap clean_up EXIT

start_server() {
  quietly dotnet build tests/Loopback -c Release --nologo -v quiet
  dotnet tests/Loopback/bin/Release/net10.0/Loopback.dll "$directory" >"$directory/server.log" 2>&1 &
  server=$!
  local attempt
  for ((attempt = 0; attempt < 300; attempt++)); do
    [[ -s $directory/https.url ]] && return
    kill -0 "$server" 2>/dev/null || break
    sleep 0.1
  done
  printf 'bench: the server does not start:\n' >&2
  cat "$directory/server.log" >&2
  exit 1
}

# Defines something to measure: a name for it, NAME=value for its environment, and its command line.
declare -A environment command
define() {
  local name=$1
  shift
  environment[$name]=
  while [[ $1 == *=* ]]; do
    environment[$name]+="$(printf '%q ' "$1")"
    shift
  done
  command[$name]=$(printf '%q ' "$@")
}

# Runs a command line in the small environment that all are measured in.
run_in() {
  local variables
  eval "variables=(${environment[$1]})"
  env -i PATH="$PATH" HOME="$directory" API_FUNC_STATE_DIR="$directory/state" "${variables[@]}" "${@:2}"
}

# What one run needs: the most memory of a process, in KiB, and how many programs were started.
measure_needs() {
  local name=$1 words
  eval "words=(${command[$name]})"
  quietly run_in "$name" time -f %M -o "$directory/memory" "${words[@]}"
  if run_in "$name" strace -f -qq -e trace=execve -e signal=none -o "$directory/trace" "${words[@]}" >/dev/null 2>&1; then
    grep -c 'execve.* = 0$' "$directory/trace" >"$directory/execs"
  else
    echo null >"$directory/execs" # the system does not permit to trace
  fi
  jq -n --slurpfile memory "$directory/memory" --slurpfile execs "$directory/execs" \
    '{memory: ($memory[0] / 1024), execs: $execs[0]}' >"$directory/$name.needs"
}

measure_times() {
  quietly run_in "$1" hyperfine -N --style none --warmup 2 --runs "$runs" --prepare "bash '$directory/forget.sh'" \
    --export-json "$directory/$1.$2.times" "${command[$1]}"
}

# Runs something that takes seconds once, and prints how many.
measure_once() {
  local words start
  eval "words=(${command[$2]})"
  bash "$directory/forget.sh"
  start=$EPOCHREALTIME
  quietly run_in "$2" "${words[@]}"
  printf '  %-60s%6.1f s   %s\n' "$1" "$(jq -n "$EPOCHREALTIME - $start")" "${3-}"
}

# Ends the benchmark where a report does not arrive: what fails early is fast.
check_report() {
  local words output
  eval "words=(${command[$1]})"
  output=$(run_in "$1" env DEV_MODE=true "${words[@]}" 2>&1) || :
  if [[ $output != *'upload: 20'[01]' after'* ]]; then
    printf 'bench: %s does not report: %s\n' "$1" "$output" >&2
    exit 1
  fi
}

# A line of the table: what is compared with what, and what it has to reach: COLUMN<=RATIO, COLUMN<RATIO or COLUMN=NUMBER,
# with 'goal:' before it where more is hoped for than required. 'more' is the wall time beyond the reference's, in ms;
# 'rest' the ratio of what is left of the wall time without what the disk needs to keep a report.
line() {
  jq -c -n --arg title "$1" --arg name "$2" --arg reference "$3" --arg requirements "${4-}" '$ARGS.named' >>"$directory/lines"
}

# All that was measured, as one object: name -> wall and cpu (user+sys) in ms, memory in MiB, execs.
collect() {
  local name
  for name in "${!command[@]}"; do
    jq -s --arg name "$name" --slurpfile needs "$directory/$name.needs" '
      def median: sort | .[length / 2 | floor];
      map(.results[0])
      | {($name): ({wall: (1000 * (map(.times[]) | median)), cpu: (1000 * (map(.user + .system) | median))} + $needs[0])}' \
      "$directory/$name".*.times
  done | jq -s add
}

print_table() {
  local cells verdicts
  collect >"$directory/measured"
  printf '%-34s%15s%15s%15s%12s   %s\n' '' 'wall time' 'user+sys CPU' 'peak memory' 'execs' ''
  printf '%-34s%8s%7s%8s%7s%8s%7s%5s%7s   %s\n' '' ms ratio ms ratio MiB ratio '' ratio 'ratios are to'
  jq -r --slurpfile measured "$directory/measured" '
    def fixed(digits):
      if . == null then "-"
      else (. * pow(10; digits) | round | tostring) as $text
        | if digits == 0 then $text
          else ("0" * ([digits + 1 - ($text | length), 0] | max) // "") + $text | .[:-digits] + "." + .[-digits:] end
      end;
    $measured[0][.name] as $own | $measured[0][.reference] as $other
    | def ratio(column): if $own[column] == null or $other[column] == null then null else $own[column] / $other[column] end;
      def verdict:
        capture("^(?<goal>goal:)?(?<column>[a-z]+)(?<operator><=|<|=)(?<limit>[0-9.]+)$")
        | (if .column == "more" then $own.wall - $other.wall
           elif .column == "rest" then ($own.wall - $measured[0]["kept, on the disk"].wall + $measured[0]["kept"].wall) / $other.wall
           elif .operator == "=" then $own[.column] else ratio(.column) end) as $value
        | (.limit | tonumber) as $limit
        | (if $value == null then "not measured"
           elif (.operator == "=" and $value == $limit) or (.operator == "<" and $value < $limit)
             or (.operator == "<=" and $value <= $limit) then "met"
           else "NOT MET" end) as $verdict
        | "\(if .goal then "goal " else "" end)\(.column) \(.operator) \(.limit): \($verdict)";
      [
        .title,
        ("wall", "cpu", "memory" | ($own[.] | fixed(1)), (ratio(.) | fixed(2))),
        ($own.execs | fixed(0)), (ratio("execs") | fixed(1)),
        .reference,
        (.requirements | split(" ") | map(verdict) | join(", ") | if . == "" then "-" else . end)
      ] | @tsv' "$directory/lines" |
    while IFS=$'\t' read -r -a cells; do
      verdicts=${cells[10]}
      printf '%-34s%8s%7s%8s%7s%8s%7s%5s%7s   %s\n' "${cells[@]:0:10}"
      [[ $verdicts == - ]] || printf '    %s\n' "$verdicts"
    done
}

clang -O2 -Wall -Werror scripts/bench/fsync.c -o "$directory/fsync"
quietly dotnet publish tests/Empty -c Release --nologo -v quiet
start_server

# Fresh copies: how the system caches a file, and with it what a start costs, depends on how the file was written.
binary=$directory/apifunc
# Ends the processes that deliver for others, which are those of this copy, and empties the outbox: what ran before does
# not count for what runs next.
cat >"$directory/forget.sh" <<END
for process in /proc/[0-9]*; do
  [[ ! \$process/exe -ef '$binary' && ! \$process/exe -ef '$directory/earlier' ]] || kill "\${process#/proc/}" 2>/dev/null || :
done
rm -rf '$directory/state/outbox' '$directory/state/away-'* || :
END
cp out/apifunc "$(output_of tests/Empty)/publish/empty" "$directory"

# What curl sends is what the binary sends, and both read a bundle of usual length that trusts the server.
http=$(<"$directory/http.url")/upload
slow=$(<"$directory/slow.url")/upload
dead=$(<"$directory/dead.url")/upload
https=$(<"$directory/https.url")/upload
bundle=$directory/bundle.pem
cat /etc/ssl/certs/ca-certificates.crt "$directory/ca.pem" >"$bundle"
variables=(
  DIAGNOSTICS=yes RANDOM_UUID=5c5b0a0e-1c5a-4b56-9d0c-6f1d8f0d9a11 NSAPP=nginx METHOD=default
  CT_TYPE=1 DISK_SIZE=8G CORE_COUNT=2 RAM_SIZE=1024 var_os=debian var_version=12 DISABLEIP6=no
)
env -i "${variables[@]}" API_FUNC_URL="file://$directory/reports" "$binary" post_to_api
body=$(jq -c .report "$directory/reports")

script() {
  printf '%s\n' "${variables[*]}" ". '$PWD/api.func.shim'" "$1" >"$directory/$2"
}
: >"$directory/empty.sh"
script post_to_api post.sh
script 'DIAGNOSTICS=no; post_to_api' opted-out.sh
script 'get_error_description 127' description.sh

# A run of today's kind: three events, of which the last one has a capture file and a log of 1 MB behind it.
out/apifunc shim --dialect telemetry >"$directory/telemetry.shim"
head -c 750000 /dev/urandom | base64 -w 100 >"$directory/install.log"
printf 'EXIT_CODE=100\nLINE=12\nCOMMAND=apt-get install nginx\n--- OUTPUT ---\nE: Unable to locate package nginx\n' >"$directory/errinfo"
telemetry_script() {
  printf '%s\n' ". '$directory/telemetry.shim'" \
    "${variables[*]} INSTALL_LOG='$directory/install.log' TELEMETRY_ERRINFO='$directory/errinfo'" "$1" >"$directory/$2"
}
telemetry_script 'post_to_api; post_progress_to_api validation; post_update_to_api failed 100' three-events.sh
telemetry_body=$(env -i "${variables[@]}" "$binary" _tm_payload installing)
for _ in 1 2 3; do
  printf "curl -s -d '%s' %s\n" "$telemetry_body" "$http"
done >"$directory/three-curls.sh"
telemetry_script : sourced.sh

define 'busybox true' busybox true
define 'empty program' "$directory/empty"
define 'empty bash script' bash "$directory/empty.sh"
define 'curl -d, http' curl -s -d "$body" "$http"
define 'bash -c curl, http' bash -c "curl -s -d '$body' $http"
define 'curl -d, https' curl -s -d "$body" --cacert "$bundle" "$https"
define 'bash, http' API_FUNC_BIN="$binary" API_FUNC_URL="$http" bash "$directory/post.sh"
define 'bash, https' API_FUNC_BIN="$binary" API_FUNC_URL="$https" SSL_CERT_FILE="$bundle" bash "$directory/post.sh"
define 'binary, http' "${variables[@]}" API_FUNC_URL="$http" "$binary" post_to_api
define 'binary, https' "${variables[@]}" API_FUNC_URL="$https" SSL_CERT_FILE="$bundle" "$binary" post_to_api
define 'binary, curl' "${variables[@]}" API_FUNC_URL="$http" API_FUNC_TRANSPORT=curl "$binary" post_to_api
define 'binary, file' "${variables[@]}" API_FUNC_URL="file://$directory/reports" "$binary" post_to_api
define 'bash, opted out' API_FUNC_BIN="$binary" API_FUNC_URL="$http" bash "$directory/opted-out.sh"
define 'binary, description' "$binary" get_error_description 127
define 'three events' API_FUNC_BIN="$binary" TELEMETRY_URL="$http" bash "$directory/three-events.sh"
define 'three curls' bash "$directory/three-curls.sh"
define 'telemetry sourced' API_FUNC_BIN="$binary" TELEMETRY_URL="$http" bash "$directory/sourced.sh"
define 'binary, sysinfo' "$binary" telemetry_collect_sysinfo
define 'binary, background' "${variables[@]}" API_FUNC_URL="$http" API_FUNC_DELIVERY=background "$binary" post_to_api
define 'binary, background, slow' "${variables[@]}" API_FUNC_URL="$slow" API_FUNC_DELIVERY=background "$binary" post_to_api
define 'binary, background, dead' "${variables[@]}" API_FUNC_URL="$dead" API_FUNC_DELIVERY=background "$binary" post_to_api
define 'kept' "$directory/fsync" "$directory"
define 'kept, on the disk' "$directory/fsync" "$directory" wait
define 'bash, description' API_FUNC_BIN="$binary" bash "$directory/description.sh"
if [[ -n $earlier ]]; then
  cp "$earlier" "$directory/earlier"
  earlier=$directory/earlier
  define 'earlier, http' API_FUNC_BIN="$earlier" API_FUNC_URL="$http" bash "$directory/post.sh"
  define 'earlier, https' API_FUNC_BIN="$earlier" API_FUNC_URL="$https" SSL_CERT_FILE="$bundle" bash "$directory/post.sh"
  define 'earlier, background' "${variables[@]}" API_FUNC_URL="$http" API_FUNC_DELIVERY=background "$earlier" post_to_api
  define 'earlier, description' "$earlier" get_error_description 127
fi

line 'post_to_api, bash, http' 'bash, http' 'curl -d, http' 'wall<=1 goal:wall<=0.9 memory<1 execs=2'
line '  the same' 'bash, http' 'bash -c curl, http'
line 'post_to_api, bash, https' 'bash, https' 'curl -d, https' 'cpu<=1 goal:cpu<=0.35 memory<1 execs=2'
line 'post_to_api, binary, http' 'binary, http' 'curl -d, http' 'memory<1 execs=1'
line 'post_to_api, binary, https' 'binary, https' 'curl -d, https' 'cpu<=1 goal:cpu<=0.5 memory<1 execs=1'
line 'post_to_api, binary through curl' 'binary, curl' 'curl -d, http'
line 'post_to_api, binary into a file' 'binary, file' 'curl -d, http' 'execs=1'
line 'post_to_api, bash, opted out' 'bash, opted out' 'empty bash script' 'execs=1'
line 'telemetry: 3 events, bash, http' 'three events' 'three curls' 'wall<=1 execs=5'
line '  of that, sourcing the shim' 'telemetry sourced' 'empty bash script' 'execs=2'
line 'telemetry_collect_sysinfo, binary' 'binary, sysinfo' 'binary, description' 'more<1'
line 'post_to_api, binary, background' 'binary, background' 'empty program' 'rest<=2 goal:rest<=1.8'
line '  10 s until the answer' 'binary, background, slow' 'empty program' 'rest<=2'
line '  no answer' 'binary, background, dead' 'empty program' 'rest<=2'
line '  a file, kept on the disk' 'kept, on the disk' 'kept'
line 'get_error_description, binary' 'binary, description' 'empty program' 'wall<=2.2 cpu<=2.2 goal:cpu<=1.35'
line '  the same' 'binary, description' 'busybox true'
line 'get_error_description, bash' 'bash, description' 'empty bash script' 'execs=1'
if [[ -n $earlier ]]; then
  line 'earlier binary: bash, http' 'earlier, http' 'curl -d, http'
  line '  bash, https' 'earlier, https' 'curl -d, https'
  line '  binary, background' 'earlier, background' 'empty program' 'rest<=2'
  line '  get_error_description' 'earlier, description' 'empty program'
fi
for name in 'curl -d, http' 'curl -d, https' 'three curls' 'bash -c curl, http' 'empty bash script' 'empty program' 'busybox true'; do
  line "$name" "$name" 'busybox true'
done

for name in 'bash, http' 'bash, https' 'binary, http' 'binary, https' 'binary, curl' 'binary, file'; do
  check_report "$name"
done
for name in "${!command[@]}"; do
  measure_needs "$name"
done
for ((round = 0; round <= rounds; round++)); do
  for name in "${!command[@]}"; do
    measure_times "$name" "$round"
  done
  ((round)) || rm "$directory"/*.times
done

printf 'From start to end, bash through the shim; medians of %d runs each, on %s, %s cores, Linux %s, %s:\n\n' $((rounds * runs)) \
  "$(sed -n 's/^model name[^:]*: //p;T;q' /proc/cpuinfo)" "$(nproc)" "$(uname -r)" "$(curl --version | cut -d ' ' -f 1,2 | head -n 1)"
print_table
printf '\nout/apifunc: %d bytes.\n' "$(stat -c %s out/apifunc)"
printf '\nexecs: programs that were started, with the first one; through the shim that is bash, and then the binary.\n'

# A server that swallows packets, and a whole run.
define 'dead, wait' API_FUNC_BIN="$binary" TELEMETRY_URL="$dead" bash "$directory/three-events.sh"
define 'dead, background' API_FUNC_BIN="$binary" TELEMETRY_URL="$dead" API_FUNC_DELIVERY=background bash "$directory/three-events.sh"
define 'dead, no outbox' API_FUNC_BIN="$binary" TELEMETRY_URL="$dead" API_FUNC_OUTBOX=off bash "$directory/three-events.sh"
printf '\nTelemetry: 3 events, bash, a server that swallows packets, measured once:\n'
measure_once 'API_FUNC_DELIVERY=background' 'dead, background' 'nothing that can be felt'
measure_once 'API_FUNC_DELIVERY=wait (the default)' 'dead, wait' 'one time limit of 5 s'
measure_once "API_FUNC_OUTBOX=off (api.func's tries)" 'dead, no outbox' 'three tries of 5 s, one, and two of 10 s, with their pauses: 43 s'
bash "$directory/forget.sh"
