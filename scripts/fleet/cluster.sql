-- A cluster: the database `cluster`, which has all of `fleet`, of all servers. Run it on each of them, behind schema.sql, and
-- then intake.sql with --database cluster. The servers are named in the configuration, as the cluster `fleet`. From 18.16 on.
-- Can be run again: it is made anew. Reports that wait for another server are deleted then: see docs/fleet.md.
--
--     clickhouse-client --multiquery <cluster.sql

DROP DATABASE IF EXISTS cluster;

CREATE DATABASE cluster;

-- What is written: each execution on one server, so that reports that arrive twice meet.
CREATE TABLE cluster.reports AS fleet.reports
ENGINE = Distributed(fleet, fleet, reports, cityHash64(execution_id));

CREATE TABLE cluster.classic_starts AS fleet.classic_starts
ENGINE = Distributed(fleet, fleet, classic_starts, cityHash64(random_id));

CREATE TABLE cluster.classic_ends AS fleet.classic_ends
ENGINE = Distributed(fleet, fleet, classic_ends, cityHash64(random_id));

CREATE TABLE cluster.daily_states AS fleet.daily_states
ENGINE = Distributed(fleet, fleet, daily_states, cityHash64(nsapp));

-- What is read: each server has whole executions, so its view does the work for them.
CREATE TABLE cluster.executions AS fleet.executions
ENGINE = Distributed(fleet, fleet, executions);

CREATE TABLE cluster.community AS fleet.community
ENGINE = Distributed(fleet, fleet, community);

CREATE TABLE cluster.classic AS fleet.classic
ENGINE = Distributed(fleet, fleet, classic);

CREATE TABLE cluster.daily AS fleet.daily
ENGINE = Distributed(fleet, fleet, daily);
