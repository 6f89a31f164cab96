# shellcheck shell=bash
# ./build.sh test [--arch arm64]: formatting, linters, and every test; on amd64 also those of arm64_classes with a binary for
# arm64, which is all that --arch arm64 runs. Ends with a line `N passed, N failed, N skipped`.
# Sourced by build.sh, behind the build, which checks the form of C# itself (.editorconfig).

# Files that tests write are their owner's, also where a user's group may write to what he makes.
umask 022

passed=0 failed=0 skipped=0

# What is tested on an emulated processor, with one shell: the contracts, TLS, the outbox, how files are opened, and a root
# with nothing but BusyBox.
readonly arm64_classes=(
  '*.ContainerReportSpecs' '*.StatusUpdateSpecs' '*.VmReportSpecs'
  '*.InstallationSpecs' '*.EndReportSpecs' '*.ToolReportSpecs' '*.PreflightSpecs' '*.FunctionListSpecs' '*.SendingSpecs'
  '*.CertificateSpecs' '*.PlantedFileSpecs' '*.DescriptorSpecs'
  '*.BackgroundDeliverySpecs' '*.KeptReportSpecs' '*.OutboxCommandSpecs' '*.StateDirectorySpecs'
  '*.BareSystemSpecs' '*.BinarySpecs'
)

# A check that is a command: counts as one test.
check() {
  local name=$1 output
  shift
  if output=$("$@" 2>&1); then
    passed=$((passed + 1))
  else
    failed=$((failed + 1))
    printf 'FAILED: %s\n%s\n' "$name" "$output"
  fi
}

# Runs a program of tests, which counts for itself, given as a command. It runs without a test host in between; more tests
# at a time than there are cores, since many wait for a time limit, but on an emulated processor.
run_tests() {
  local name=$1 log counts
  step "running tests/$name"
  log=$(mktemp -d)
  "${@:2}" -noLogo -noColor -result-trx "$log/results.trx" >"$log/output" 2>&1 || :
  if counts=$(grep -ao '<Counters [^>]*' "$log/results.trx"); then
    passed=$((passed + $(counter passed "$counts")))
    failed=$((failed + $(counter executed "$counts") - $(counter passed "$counts")))
    skipped=$((skipped + $(counter total "$counts") - $(counter executed "$counts")))
    sed '/\[SKIP\]$/{N;d}' "$log/output"
    # Why tests were skipped, and how many for each reason.
    sed -n '/\[SKIP\]$/{n;s/^ */skipped: /p}' "$log/output" | sort | uniq -c
  else
    failed=$((failed + 1))
    printf 'FAILED: tests/%s did not run\n' "$name"
    cat "$log/output"
  fi
  rm -rf "$log"
}

# The tests that need an emulator are one that is skipped where there is none.
test_arm64() {
  local lacks class classes=()
  lacks=$(what_emulation_lacks)
  if [[ -n $lacks ]]; then
    skipped=$((skipped + 1))
    printf '      1 skipped: the tests for arm64: %s\n' "$lacks"
    return
  fi
  # shellcheck disable=SC2154 # build.sh
  [[ $arch == arm64 ]] || build arm64
  quietly dotnet build tests/EndToEnd -c Release --nologo -v quiet
  for class in "${arm64_classes[@]}"; do
    classes+=(-class "$class")
  done
  run_tests 'EndToEnd for arm64' emulating_arm64 \
    dotnet tests/EndToEnd/bin/Release/net10.0/EndToEnd.dll -maxThreads 1x "${classes[@]}"
}

# Shims that fetch their binary, in a directory, and the texts that they evaluate if they have to: to a linter those are words.
print_fetching_shims() {
  local arch dialect text
  for arch in amd64 arm64; do
    printf '# size: apifunc-1.0.0-linux-%s.gz 1\n%064d  apifunc-1.0.0-linux-%s.gz\n' "$arch" 0 "$arch"
  done >"$1/SHA256SUMS"
  for dialect in classic telemetry; do
    out/apifunc shim --dialect "$dialect" --release "https://example.org/v1" --sums "$1/SHA256SUMS" >"$1/shim-$dialect.sh"
  done
  for text in look_into_cache bring; do
    # shellcheck disable=SC2016
    API_FUNC_BIN=/nonexistent bash -c '. "$0"; eval() { printf "%s\n" "$1"; }; "_api_func_$1"' "$1/shim-classic.sh" "$text" |
      sed -e 1d -e '$d' -e 's/^    //' >"$1/text-$text.sh"
  done
}

counter() { sed -n "s/.* $1=\"\([0-9]*\)\".*/\1/p" <<<"$2"; }

# shellcheck source=scripts/emulate.sh
source scripts/emulate.sh

# What is tested of the binary for this machine, and of all that is not a binary.
test_own() {
  local fetching
  step 'checking the shim and the scripts'
  check 'api.func.shim was what the binary prints, before the build' "${shim_was_current-true}"
  check 'the shim passes shellcheck' shellcheck api.func.shim
  check 'the shim is formatted' shfmt -d api.func.shim
  fetching=$(mktemp -d out/fetching-XXXXXX)
  print_fetching_shims "$fetching"
  check 'shims that fetch their binary pass shellcheck' shellcheck -s sh "$fetching"/shim-*.sh
  check 'what they evaluate passes shellcheck' shellcheck -s sh -e SC2034,SC2154 "$fetching"/text-*.sh
  check 'shims that fetch their binary are formatted' shfmt -d "$fetching"/*.sh
  rm -rf "$fetching"
  check 'the scripts pass shellcheck' shellcheck -x build.sh scripts/*.sh scripts/*/*.sh scripts/package/{postinst,prerm,postrm} .ci/run
  check 'the scripts are formatted' shfmt -d build.sh scripts .ci/run

  # Tests with a real ClickHouse are skipped without it.
  ! is_installed clickhouse-client || unpack_clickhouse_server || :
  step 'compiling the tests'
  quietly dotnet build apifunc.slnx -c Release --nologo -v quiet
  run_tests Unit dotnet "$(output_of tests/Unit)/Unit.dll" -maxThreads 2x
  run_tests Fuzz dotnet "$(output_of tests/Fuzz)/Fuzz.dll" -maxThreads 2x
  run_tests EndToEnd dotnet tests/EndToEnd/bin/Release/net10.0/EndToEnd.dll -maxThreads 2x
  test_fleet
}

test_fleet() {
  if has_clickhouse; then
    step 'running a small fleet'
    check 'a small fleet loses no report, and doubles none' scripts/fleet/run.sh 160 8
  else
    skipped=$((skipped + 1))
    printf '      1 skipped: the fleet: needs clickhouse-server, which is not installed\n'
  fi
}

# shellcheck source=scripts/clickhouse.sh
source scripts/clickhouse.sh

# shellcheck disable=SC2154 # build.sh
[[ $arch != "$machine" ]] || test_own
test_arm64

step "done after $SECONDS s"
printf '%d passed, %d failed, %d skipped\n' "$passed" "$failed" "$skipped"
((failed == 0))
