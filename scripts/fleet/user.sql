-- The user `reporter`, as whom hosts report: he may insert reports, and read what ClickHouse lets everybody read (system.one and the
-- like). So whoever has his password can make the server work and the disk grow, within the limits below: it is for hosts of one's
-- own, and strangers' hosts report through nginx.conf, which keeps it to itself. ClickHouse 22.3 or later; docs/fleet.md says what
-- serves older ones. None of his settings can be changed by a URL. Put the SHA-256 of his password in first:
--
--     printf %s "$(cat password)" | sha256sum
--     clickhouse-client --multiquery <user.sql

CREATE USER IF NOT EXISTS reporter
IDENTIFIED WITH sha256_hash BY 'SHA-256 OF THE PASSWORD'
SETTINGS
    input_format_skip_unknown_fields = 1 READONLY,
    -- 0 for nginx.conf: the tables of door.sql take requests one by one.
    async_insert = 1 READONLY,
    wait_for_async_insert = 1 READONLY,
    max_execution_time = 5 READONLY,
    max_memory_usage = 500000000 READONLY,
    max_threads = 2 READONLY,
    max_concurrent_queries_for_user = 100 READONLY;

GRANT INSERT ON intake.telemetry TO reporter;
GRANT INSERT ON intake.classic TO reporter;

-- For a cluster, in the place of the two lines above:
-- GRANT INSERT ON cluster.telemetry TO reporter;
-- GRANT INSERT ON cluster.classic TO reporter;

-- For nginx.conf, in the place of all of them:
-- GRANT INSERT ON door.telemetry TO reporter;
-- GRANT INSERT ON door.classic TO reporter;

-- What an address may bring in an hour. For nginx.conf, KEYED BY forwarded_ip_address: all requests have the proxy's own.
CREATE QUOTA IF NOT EXISTS reporter KEYED BY ip_address
FOR INTERVAL 1 hour MAX written_bytes = 20000000 TO reporter;
