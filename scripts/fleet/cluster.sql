-- A cluster of ClickHouse servers, from 18.16 on: the database `cluster`, which hosts report to and people ask in the place of
-- `intake` and `fleet` of one server. Run it on each server, behind schema.sql. They are named in the configuration of each, as
-- the cluster `fleet` (docs/fleet.md). Can be run again: what is there stays as it is.
--
--     clickhouse-client --multiquery <cluster.sql

CREATE DATABASE IF NOT EXISTS cluster;

-- Where reports arrive. An execution has its server, so that a report that arrives twice is recognised there; while it is
-- away, reports wait for it on the disk of the server that has accepted them.
CREATE TABLE IF NOT EXISTS cluster.telemetry AS intake.telemetry
ENGINE = Distributed(fleet, intake, telemetry, cityHash64(execution_id));

CREATE TABLE IF NOT EXISTS cluster.classic AS intake.classic
ENGINE = Distributed(fleet, intake, classic, cityHash64(random_id));

CREATE TABLE IF NOT EXISTS cluster.lines AS intake.lines
ENGINE = Distributed(fleet, intake, lines,
    cityHash64(if(endpoint = 'telemetry', `report.execution_id`, `report.random_id`)));

-- What people ask. Each server does the work for its executions.
CREATE TABLE IF NOT EXISTS cluster.reports AS fleet.reports
ENGINE = Distributed(fleet, fleet, reports);

CREATE TABLE IF NOT EXISTS cluster.executions AS fleet.executions
ENGINE = Distributed(fleet, fleet, executions);

CREATE TABLE IF NOT EXISTS cluster.community AS fleet.community
ENGINE = Distributed(fleet, fleet, community);

CREATE TABLE IF NOT EXISTS cluster.classic_executions AS fleet.classic_executions
ENGINE = Distributed(fleet, fleet, classic_executions);

CREATE TABLE IF NOT EXISTS cluster.daily_states AS fleet.daily_states
ENGINE = Distributed(fleet, fleet, daily_states);

CREATE TABLE IF NOT EXISTS cluster.daily AS fleet.daily
ENGINE = Distributed(fleet, fleet, daily);
