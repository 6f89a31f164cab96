-- The user `reporter`, as whom hosts report: he may insert, and nothing else. ClickHouse 22.3 or later; docs/fleet.md says what
-- serves older ones. His settings cannot be changed by a URL. Put the SHA-256 of his password in first:
--
--     printf %s "$(cat password)" | sha256sum
--     clickhouse-client --multiquery <user.sql

CREATE USER IF NOT EXISTS reporter
IDENTIFIED WITH sha256_hash BY 'SHA-256 OF THE PASSWORD'
SETTINGS
    input_format_skip_unknown_fields = 1 READONLY,
    async_insert = 1 READONLY,
    wait_for_async_insert = 1 READONLY;

GRANT INSERT ON intake.* TO reporter;

-- For a cluster, in the place of the line above:
-- GRANT INSERT ON cluster.telemetry TO reporter;
-- GRANT INSERT ON cluster.classic TO reporter;
