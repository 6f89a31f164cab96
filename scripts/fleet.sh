# shellcheck shell=bash
# ./build.sh fleet: simulated hosts report to two ClickHouse servers, which stop and start. Fails if a report is lost or doubled.
# Sourced by build.sh, behind the build.

# shellcheck source=scripts/clickhouse.sh
source scripts/clickhouse.sh
unpack_clickhouse_server || stop 69 'the package clickhouse-server cannot be fetched'
scripts/fleet/run.sh "${@:2}"
