# shellcheck shell=bash
# ./build.sh test: formatting, linters, and every test. Ends with a line `N passed, N failed`.
# Sourced by build.sh, behind the build, which checks the form of C# itself (.editorconfig).

need bash bsdutils dash busybox-static ksh93u+m mksh yash zsh shellcheck shfmt strace curl openssl binutils util-linux

passed=0 failed=0

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

# A project of tests, which counts for itself.
run_tests() {
  local project=$1 log results
  log=$(mktemp -d)
  dotnet test "$project" --nologo -v quiet --logger "trx;LogFileName=results.trx" --logger "console;verbosity=minimal" --results-directory "$log" || true
  if results=$(grep -o '<Counters [^>]*' "$log/results.trx"); then
    passed=$((passed + $(counter passed "$results")))
    failed=$((failed + $(counter total "$results") - $(counter passed "$results")))
  else
    failed=$((failed + 1))
    printf 'FAILED: %s did not run\n' "$project"
  fi
  rm -rf "$log"
}

counter() { sed -n "s/.* $1=\"\([0-9]*\)\".*/\1/p" <<<"$2"; }

committed_shim_is_current() { out/apifunc shim | diff - api.func.shim; }

check 'api.func.shim is what the binary prints' committed_shim_is_current
check 'the shim passes shellcheck' shellcheck api.func.shim
check 'the shim is formatted' shfmt -d api.func.shim
check 'the scripts pass shellcheck' shellcheck -x build.sh scripts/*.sh scripts/*/*.sh .ci/run
check 'the scripts are formatted' shfmt -d build.sh scripts .ci/run
for project in tests/Unit tests/Fuzz tests/EndToEnd; do
  run_tests "$project"
done

printf '%d passed, %d failed\n' "$passed" "$failed"
((failed == 0))
