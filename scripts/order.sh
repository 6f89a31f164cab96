# shellcheck shell=bash
# ./build.sh order: writes the order in which code lies in the binary, which is the order in which a start and a report
# first run through it: src/Platform/managed.order for ILC, native.order for the linker. A start then touches few pages.
# And the names of the data that they use: data.order, for order_data.c, which leaves the others alone until they are used.
# The lists are committed, and the build takes them as they are: one that is out of date costs a little and breaks nothing,
# so run this after large changes.
# Sourced by build.sh, behind the build.

directory=$(mktemp -d)
server=
clean_up() {
  [[ -z $server ]] || kill "$server" 2>/dev/null || :
  rm -rf "$directory"
}
trap clean_up EXIT

quietly dotnet build tests/Loopback -c Release --nologo -v quiet
dotnet tests/Loopback/bin/Release/net10.0/Loopback.dll "$directory" >"$directory/server.log" 2>&1 &
server=$!
until [[ -s $directory/http.url ]]; do
  kill -0 "$server" || exit 1
  sleep 0.1
done

url=$(<"$directory/http.url")
printf '%s\n' 'Reading package lists...' 'Connecting to 10.1.2.3' 'E: Unable to locate package libfoo' >"$directory/install.log"

# The linked file before it is stripped: every symbol with its address and its section.
symbols=$(output_of src)/native/apifunc.dbg
entry=$(readelf -h out/apifunc | sed -n 's/.*Entry point address: *0x//p')

# Prints the symbols that a command, behind the dialect, runs through, each when it is first run: "managed NAME" or
# "native NAME"; and those of the data that it uses: "data NAME". What relocates data does not use them.
trace() {
  env -i DIAGNOSTICS=yes RANDOM_UUID=5c5b0a0e-1c5a-4b56-9d0c-6f1d8f0d9a11 NSAPP=nginx API_FUNC_STATE_DIR="$directory/state" \
    API_FUNC_URL="$url" TELEMETRY_URL="$url" SSL_CERT_FILE="$directory/ca.pem" API_FUNC_DIALECT="$1" \
    INSTALL_LOG="$directory/install.log" \
    valgrind -q --tool=lackey --trace-mem=yes --log-file="$directory/trace" out/apifunc "${@:2}" >/dev/null <"$directory/install.log" || :
  # Lackey says "I  ADDRESS,SIZE" for each instruction; the first one is at the entry point. For each access it has " L", " S" or
  # " M" there.
  nm -f sysv -n "$symbols" | awk -v entry="$entry" '
    function number(digits, i, value) {
      for (i = 1; i <= length(digits); i++)
        value = value * 16 + index("0123456789abcdef", tolower(substr(digits, i, 1))) - 1
      return value + 0
    }
    # The last of the symbols in a sorted array of addresses that does not lie behind an address.
    function find(addresses, count, at, low, high, middle) {
      low = 1
      high = count
      while (low < high) {
        middle = int((low + high + 1) / 2)
        if (addresses[middle] <= at)
          low = middle
        else
          high = middle - 1
      }
      return low
    }
    FNR == NR {
      count_of_fields = split($0, field, "|")
      section = field[count_of_fields]
      if ((section == "__managedcode" || section == ".text") && field[1] !~ /^__(start|stop)_/) {
        sub(/ +$/, "", field[1])
        address[++count] = number(field[2])
        symbol[count] = (section == ".text" ? "native " : "managed ") field[1]
      } else if (section == "relocated_later") {
        sub(/ +$/, "", field[1])
        data_address[++data_count] = number(field[2])
        data[data_count] = field[1]
      }
      next
    }
    /^I / {
      split($2, part, ",")
      at = number(part[1])
      if (base == "")
        base = at - number(entry)
      at -= base
      if (low && at >= address[low] && (low == count || at < address[low + 1]))
        next
      low = find(address, count, at)
      relocates = symbol[low] ~ /^native (apifunc_(start|relocate)|relocate|populate)/
      if (!is_known[low]++)
        print symbol[low]
    }
    /^ [LSM] / {
      split($2, part, ",")
      at = number(part[1]) - base
      if (relocates || at < data_address[1] || at > data_address[data_count])
        next
      used = find(data_address, data_count, at)
      if (!is_used[used]++ && data[used] ~ /^(__Str_|_ZTV|__GenericDict_)/)
        print "data " data[used]
    }' - "$directory/trace"
}

# What every start needs comes first; then reports, the usual ones before the rare ones; then all other functions.
{
  trace classic get_error_description 127
  trace classic post_to_api
  trace telemetry call post_to_api
  trace telemetry call post_update_to_api failed 100
  url=$(<"$directory/https.url")
  trace telemetry call post_to_api
  trace classic post_update_to_api failed 1
  url=$(<"$directory/dead.url")
  trace classic post_to_api
  trace classic outbox flush
  url=$(<"$directory/http.url")
  for call in post_to_api_vm 'post_update_to_api done none' 'post_update_to_api failed 130' 'post_progress_to_api configuring' \
    'post_tool_to_api tool failed 1' 'post_addon_to_api addon failed 1' post_preflight_to_api telemetry_collect_sysinfo \
    detect_repo_source 'write_errinfo '"$directory"'/errinfo 1 2 command'; do
    # shellcheck disable=SC2086 # words
    trace telemetry call $call
  done
  for call in '_tm_payload installing' 'json_escape text' 'build_error_string 1' 'get_error_log 5' 'get_full_log 100' _tm_clean_log \
    _tm_find_errinfo _tm_pick_logfile get_install_duration 'explain_exit_code 1' 'categorize_error 100' '_tm_send {}'; do
    # shellcheck disable=SC2086 # words
    trace telemetry $call
  done
} | awk '!is_known[$0]++' >"$directory/order"

for kind in managed native data; do
  sed -n "s/^$kind //p" "$directory/order" >"src/Platform/$kind.order"
  printf '%s: %d symbols\n' "src/Platform/$kind.order" "$(wc -l <"src/Platform/$kind.order")"
done
