# shellcheck shell=bash
# Debian's ClickHouse server, as a program alone: its package would start it as a service. What it needs, clickhouse-client brings.
# Sourced by fleet.sh and test.sh.

readonly unpacked_clickhouse=obj/clickhouse/usr/sbin/clickhouse-server

has_clickhouse() {
  command -v clickhouse-client >/dev/null && { command -v clickhouse-server >/dev/null || [[ -x $unpacked_clickhouse ]]; }
}

# Unpacks the server into obj/, if the machine has none. Fails if it cannot be fetched.
unpack_clickhouse_server() {
  ! has_clickhouse || return 0
  step "fetching Debian's clickhouse-server"
  rm -rf obj/clickhouse
  mkdir -p obj/clickhouse
  (cd obj/clickhouse && quietly apt-get download -qq clickhouse-server && quietly dpkg-deb -x clickhouse-server_*.deb .)
}
