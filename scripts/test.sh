# shellcheck shell=bash
# ./build.sh test: formatting, linters, and every test. Ends with a line `N passed, N failed, N skipped`.
# Sourced by build.sh, behind the build, which checks the form of C# itself (.editorconfig).

# Files that tests write are their owner's, also where a user's group may write to what he makes.
umask 022

passed=0 failed=0 skipped=0

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

# A project of tests, which counts for itself. It runs without a test host in between; more tests at a time than there
# are cores, since many wait for a time limit.
run_tests() {
  local project=$1 log counts
  step "running tests/$project"
  log=$(mktemp -d)
  dotnet "$2/$project.dll" -noLogo -noColor -maxThreads 2x -result-trx "$log/results.trx" >"$log/output" 2>&1 || :
  if counts=$(grep -ao '<Counters [^>]*' "$log/results.trx"); then
    passed=$((passed + $(counter passed "$counts")))
    failed=$((failed + $(counter executed "$counts") - $(counter passed "$counts")))
    skipped=$((skipped + $(counter total "$counts") - $(counter executed "$counts")))
    sed '/\[SKIP\]$/{N;d}' "$log/output"
    # Why tests were skipped, and how many for each reason.
    sed -n '/\[SKIP\]$/{n;s/^ */skipped: /p}' "$log/output" | sort | uniq -c
  else
    failed=$((failed + 1))
    printf 'FAILED: tests/%s did not run\n' "$project"
    cat "$log/output"
  fi
  rm -rf "$log"
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

step 'compiling the tests'
quietly dotnet build apifunc.slnx -c Release --nologo -v quiet
run_tests Unit "$(output_of tests/Unit)"
run_tests Fuzz "$(output_of tests/Fuzz)"
run_tests EndToEnd tests/EndToEnd/bin/Release/net10.0

step "done after $SECONDS s"
printf '%d passed, %d failed, %d skipped\n' "$passed" "$failed" "$skipped"
((failed == 0))
