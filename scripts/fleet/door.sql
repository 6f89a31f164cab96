-- Where reports of strangers arrive, through nginx.conf: tables like those of `intake`, which take one report a request, and no
-- request with more. From 18.16 on, behind schema.sql and cluster.sql. Not with async inserts, which join requests before the views
-- see them: then requests that come at once fail, and wait on their hosts. Can be run again.
--
--     clickhouse-client --multiquery <door.sql

CREATE DATABASE IF NOT EXISTS door;

-- A request that nginx.conf lets in is smaller than a block, so a second row of a block is one of the same request.
CREATE TABLE IF NOT EXISTS door.telemetry AS intake.telemetry
ENGINE = Null;

CREATE MATERIALIZED VIEW IF NOT EXISTS door.telemetry_of_one TO cluster.telemetry AS
SELECT * FROM door.telemetry WHERE NOT throwIf(rowNumberInBlock() > 0);

CREATE TABLE IF NOT EXISTS door.classic AS intake.classic
ENGINE = Null;

CREATE MATERIALIZED VIEW IF NOT EXISTS door.classic_of_one TO cluster.classic AS
SELECT * FROM door.classic WHERE NOT throwIf(rowNumberInBlock() > 0);
