# shellcheck shell=bash
# ./build.sh demo: runs helper scripts through the shims, with a file in the place of the server, and prints what they
# reported. Fails unless that is what it should be.
# Sourced by build.sh, behind the build.

directory=$(mktemp -d)
trap 'rm -rf "$directory"' EXIT
reports=$directory/reports.jsonl
touch "$reports"

# The host of the demo: its /usr/local is a directory, which is mounted in a mount namespace of the script's own.
local_directory=$directory/usr-local
install -D -m 755 out/apifunc "$local_directory/bin/apifunc"
install -D -m 644 /dev/stdin "$local_directory/community-scripts/diagnostics" <<<'DIAGNOSTICS=yes'
cp api.func.shim scripts/demo/*.sh "$directory"
out/apifunc shim --dialect telemetry >"$directory/api.func.telemetry.shim"

export API_FUNC_BIN=$local_directory/bin/apifunc API_FUNC_URL=file://$reports TELEMETRY_URL=file://$reports
unset API_FUNC_TRANSPORT DEV_MODE DO_NOT_TRACK REPO_SOURCE REPO_SLUG

# Runs a command with the demo's /usr/local; who is not root becomes root of a user namespace, where the system permits.
namespace=(--mount)
((EUID == 0)) || namespace+=(--map-root-user)
with_local_directory() {
  # shellcheck disable=SC2016 # for the shell in the namespace
  unshare "${namespace[@]}" sh -c 'mount --bind "$0" /usr/local && exec "$@"' "$local_directory" "$@"
}

# Runs a helper script that is to end with a given exit code.
run_script() {
  local title=$1 expected=$2 code=0
  shift 2
  printf '%s\n' "$title"
  "$@" </dev/null || code=$?
  printf ' exit code %d\n\n' "$code"
  ((code == expected)) || failures+=("'$title' ended with $code instead of $expected")
}

# What the scripts are to report: all of it but for the time, the host, and the executions' random names, which are
# numbered here. Of the telemetry reports, what tells them apart.
expected_reports() {
  jq -c . <<'END'
{"endpoint":"upload","report":{"ct_type":1,"type":"lxc","disk_size":8,"core_count":2,"ram_size":1024,
  "os_type":"debian","os_version":"12","disableip6":"no","nsapp":"nginx","method":"default","status":"installing",
  "random_id":1}}
{"endpoint":"updatestatus","report":{"status":"done","error":" ","random_id":1}}
{"endpoint":"upload","report":{"ct_type":1,"type":"lxc","disk_size":8,"core_count":2,"ram_size":1024,
  "os_type":"debian","os_version":"12","disableip6":"no","nsapp":"nginx","method":"default","status":"installing",
  "random_id":2}}
{"endpoint":"updatestatus","report":{"status":"failed",
  "error":"Ended by signal 9 (SIGKILL): killed, often for want of memory","random_id":2}}
END
  jq -c -n '
    {"random_id":3,"nsapp":"redis"} as $execution
    | {"status":"installing","exit_code":0,"error":"","error_category":""},
      {"status":"configuring","exit_code":0,"error":"","error_category":""},
      {
        "status":"failed","exit_code":100,
        "error":("exit_code=100 | APT: packages are broken, or dependencies unmet | at line 61: apt_get install redis\n---\n"
          + "Connecting to 192.x.x.x\nE: Unable to locate package redis"),
        "error_category":"dependency"
      }
    | {"endpoint":"telemetry","report":($execution + .)}'
  [[ -z $vm ]] || jq -c . <<'END'
{"endpoint":"upload","report":{"ct_type":2,"type":"vm","disk_size":32,"core_count":4,"ram_size":4096,
  "os_type":"debian","os_version":"12","disableip6":"","nsapp":"debian-12-vm","method":"default",
  "status":"installing","random_id":4}}
{"endpoint":"updatestatus","report":{"status":"done","error":" ","random_id":4}}
END
}

comparable_reports() {
  jq -c -n '
    [inputs] as $reports
    | (reduce $reports[].report.random_id as $id ([]; if index($id) then . else . + [$id] end)) as $ids
    | $reports[]
    | if (.time | test("^[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9:.]{12}Z$")) then del(.time) else . end
    | if .endpoint == "telemetry" then .report |= {random_id, nsapp, status, exit_code, error, error_category} else . end
    | if (.report.pve_version // "" | length > 0) then del(.report.pve_version) else . end
    | if (.report.random_id | test("^[0-9a-f-]{36}$")) then .report.random_id |= (. as $id | $ids | index($id) + 1) else . end' "$reports"
}

# One line for each report: when, where to, which execution (the beginning of its name), and what it says.
readable_reports() {
  printf '%-14s%-14s%-11s%s\n' TIME ENDPOINT EXECUTION REPORT
  jq -r '
    .report as $r
    | [
        .time[11:23],
        .endpoint,
        $r.random_id[:8],
        if .endpoint == "upload" then
          "\($r.nsapp): \(if $r.type == "vm" then "a VM" else "a container" end) with \($r.os_type) \($r.os_version), "
            + "\($r.core_count) cores, \($r.ram_size) MiB and \($r.disk_size) GB begins to be installed"
        elif .endpoint == "telemetry" and $r.status != "failed" then
          "\($r.nsapp) \($r.status): \($r.type) with \($r.os_type) \($r.os_version), "
            + "on \($r.cpu_model), \($r.arch), kernel \($r.kernel_version)"
        elif $r.status == "done" then "it was installed"
        else "it \($r.status): \($r.error)"
        end
      ]
    | @tsv' "$reports" |
    while IFS=$'\t' read -r time endpoint execution report; do
      printf '%-14s%-14s%-11s%s\n' "$time" "$endpoint" "$execution" "$report"
    done
}

failures=() vm=
run_script 'A container, installed:' 0 bash "$directory/container.sh" yes true
# A shell in between keeps to itself what shells say of killed programs.
# shellcheck disable=SC2016 # for the shell that is killed
run_script 'A container whose installation is killed:' 137 bash "$directory/container.sh" yes \
  sh -c "exec 2>&-; sh -c 'kill -KILL \$\$'; exit \$?"
run_script 'A container of somebody who does not want to be reported:' 0 bash "$directory/container.sh" no true
run_script 'A container of today, whose installation fails:' 100 bash "$directory/telemetry.sh"
if with_local_directory true 2>/dev/null; then
  vm=yes
  run_script 'A VM, installed:' 0 with_local_directory bash "$directory/vm.sh"
else
  printf 'No VM: scripts for VMs ask /usr/local/community-scripts, and this system permits no mount namespace to lend them one.\n\n'
fi

printf 'What was reported:\n'
readable_reports
printf '\nThe same, as the binary wrote it to %s:\n' "$API_FUNC_URL"
cat "$reports"

if ! difference=$(diff <(expected_reports) <(comparable_reports)); then
  failures+=("not what should have been reported (<), but this (>):"$'\n'"$difference")
fi
if ((${#failures[@]})); then
  printf '\ndemo: %s\n' "${failures[@]}" >&2
  exit 1
fi
printf '\nAll of it is as it should be.\n'
