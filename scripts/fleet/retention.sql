-- How long reports are kept: 400 days, after which the server deletes a month as a whole. ClickHouse 19.15 or later; for older
-- ones docs/fleet.md has a statement. The numbers of each day, which have no IDs, stay.
--
--     clickhouse-client --multiquery <retention.sql

ALTER TABLE fleet.reports MODIFY SETTING ttl_only_drop_parts = 1;
ALTER TABLE fleet.reports MODIFY TTL received + INTERVAL 400 DAY;

ALTER TABLE fleet.classic_starts MODIFY SETTING ttl_only_drop_parts = 1;
ALTER TABLE fleet.classic_starts MODIFY TTL received + INTERVAL 400 DAY;

ALTER TABLE fleet.classic_ends MODIFY SETTING ttl_only_drop_parts = 1;
ALTER TABLE fleet.classic_ends MODIFY TTL received + INTERVAL 400 DAY;
