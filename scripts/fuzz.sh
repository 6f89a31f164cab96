# shellcheck shell=bash
# ./build.sh fuzz [minutes]: tries every reader of what others have written, and the binary, with mutated inputs, for as
# long as is said in all (5 minutes). Prints a line for each target, and keeps what failed in out/fuzz. PROPERTY_SEED makes
# the inputs those of an earlier run.
# Sourced by build.sh, behind the build.

code=0
dotnet run --project tests/Fuzz --configuration Release -- out/fuzz "${2-5}" || code=$?
((code <= 1)) || printf 'fuzz: the run itself ended with %d; the input it died of is out/fuzz/*-current\n' "$code" >&2
exit "$code"
