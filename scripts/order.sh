# shellcheck shell=bash
# ./build.sh order: writes the order in which code lies in the binary, which is the order in which a start and a report
# first run through it: src/Platform/managed.order for ILC, native.order for the linker. A start then touches few pages.
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

# The linked file before it is stripped: every symbol with its address and its section.
symbols=$(output_of src)/native/apifunc.dbg
entry=$(readelf -h out/apifunc | sed -n 's/.*Entry point address: *0x//p')

# Prints the symbols that a command runs through, each when it is first run: "managed NAME" or "native NAME".
trace() {
  env -i DIAGNOSTICS=yes RANDOM_UUID=5c5b0a0e-1c5a-4b56-9d0c-6f1d8f0d9a11 NSAPP=nginx API_FUNC_STATE_DIR="$directory/state" \
    API_FUNC_URL="$url" TELEMETRY_URL="$url" API_FUNC_DIALECT="$1" \
    valgrind -q --tool=lackey --trace-mem=yes --log-file="$directory/trace" out/apifunc "${@:2}" >/dev/null || :
  # Lackey says "I  ADDRESS,SIZE" for each instruction; the first one is at the entry point.
  nm -f sysv -n "$symbols" | awk -v entry="$entry" '
    function number(digits, i, value) {
      for (i = 1; i <= length(digits); i++)
        value = value * 16 + index("0123456789abcdef", tolower(substr(digits, i, 1))) - 1
      return value + 0
    }
    FNR == NR {
      count_of_fields = split($0, field, "|")
      section = field[count_of_fields]
      if ((section == "__managedcode" || section == ".text") && field[1] !~ /^__(start|stop)_/) {
        sub(/ +$/, "", field[1])
        address[++count] = number(field[2])
        symbol[count] = (section == ".text" ? "native " : "managed ") field[1]
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
      low = 1
      high = count
      while (low < high) {
        middle = int((low + high + 1) / 2)
        if (address[middle] <= at)
          low = middle
        else
          high = middle - 1
      }
      if (!is_known[low]++)
        print symbol[low]
    }' - "$directory/trace"
}

# What every start needs comes first; then reports, the usual ones before the rare ones.
{
  trace classic get_error_description 127
  trace classic post_to_api
  trace telemetry call post_to_api
  trace telemetry call post_update_to_api failed 100
} | awk '!is_known[$0]++' >"$directory/order"

for kind in managed native; do
  sed -n "s/^$kind //p" "$directory/order" >"src/Platform/$kind.order"
  printf '%s: %d symbols\n' "src/Platform/$kind.order" "$(wc -l <"src/Platform/$kind.order")"
done
