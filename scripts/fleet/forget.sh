#!/usr/bin/env bash
# Deletes the reports of an execution, on one server: in the background, and with every version of ClickHouse.
#
# Usage: forget.sh ID [OPTION…]    the execution's ID; options of clickhouse-client
set -euo pipefail

# The ID comes from whoever asks, and goes into a statement.
if [[ ! ${1-} =~ ^[0-9A-Fa-f]{8}(-[0-9A-Fa-f]{4}){3}-[0-9A-Fa-f]{12}$ ]]; then
  printf 'forget: the ID has to be a UUID, as in 0b8f5e0a-4f6c-4d57-9a53-0d0c6f1e2a34\n' >&2
  exit 64
fi

clickhouse-client "${@:2}" --multiquery <<SQL
ALTER TABLE fleet.reports DELETE WHERE execution_id = '$1' OR random_id = '$1';
ALTER TABLE fleet.classic_starts DELETE WHERE random_id = '$1';
ALTER TABLE fleet.classic_ends DELETE WHERE random_id = '$1';
SQL
