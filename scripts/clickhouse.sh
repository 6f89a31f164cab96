# shellcheck shell=bash
# Debian's ClickHouse server, as a program alone: its package would start it as a service. What it needs, clickhouse-client brings.
# Sourced by fleet.sh and test.sh.

# Unpacks the server into obj/clickhouse, if the machine has none.
unpack_clickhouse_server() {
  ! command -v clickhouse-server >/dev/null || return 0
  [[ ! -e obj/clickhouse/usr/sbin/clickhouse-server ]] || return 0
  step "fetching Debian's clickhouse-server"
  rm -rf obj/clickhouse
  mkdir -p obj/clickhouse
  (cd obj/clickhouse && quietly apt-get download -qq clickhouse-server && quietly dpkg-deb -x clickhouse-server_*.deb .)
}
