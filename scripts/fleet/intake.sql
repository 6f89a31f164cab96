-- Where reports arrive: the database `intake`. Its tables keep nothing; views carry each report on, with the time of its
-- arrival, to the tables of the database that this is run in: `fleet`, or `cluster` (cluster.sql). From 18.16 on.
-- Can be run again: it is made anew.
--
--     clickhouse-client --multiquery --database fleet <intake.sql

DROP DATABASE IF EXISTS intake;

CREATE DATABASE intake;

-- The body of a report in the telemetry dialect, field by field.
CREATE TABLE intake.telemetry
(
    payload_version  UInt8,
    random_id        String,
    execution_id     String,
    type             String,
    nsapp            String,
    status           String,
    ct_type          UInt8,
    disk_size        UInt32,
    core_count       UInt16,
    ram_size         UInt32,
    os_type          String,
    os_version       String,
    pve_version      String,
    method           String,
    exit_code        UInt8,
    error            String,
    error_category   String,
    install_duration UInt32,
    cpu_vendor       String,
    cpu_model        String,
    gpu_vendor       String,
    gpu_model        String,
    gpu_passthrough  String,
    ram_speed        String,
    arch             String,
    platform         String,
    has_arm          UInt8,
    kernel_version   String,
    app_version      String,
    failed_command   String,
    failed_line      UInt32,
    repo_source      String,
    repo_slug        String
)
ENGINE = Null;

CREATE MATERIALIZED VIEW intake.telemetry_to_reports TO reports AS
SELECT now() AS received, *
FROM intake.telemetry;

CREATE MATERIALIZED VIEW intake.telemetry_to_daily TO daily_states AS
SELECT
    toDate(now()) AS day,
    type,
    nsapp,
    status,
    exit_code,
    error_category,
    method,
    os_type,
    os_version,
    pve_version,
    repo_source,
    repo_slug,
    uniqState(execution_id) AS executions,
    quantilesTDigestState(0.5, 0.9)(install_duration) AS durations
FROM intake.telemetry
GROUP BY day, type, nsapp, status, exit_code, error_category, method, os_type, os_version, pve_version, repo_source, repo_slug;

-- Both bodies of the classic dialect: the end has only the last three fields.
CREATE TABLE intake.classic
(
    ct_type     UInt64,
    type        String,
    disk_size   Float64,
    core_count  UInt64,
    ram_size    UInt64,
    os_type     String,
    os_version  String,
    disableip6  String,
    nsapp       String,
    method      String,
    pve_version String,
    status      String,
    error       String,
    random_id   String
)
ENGINE = Null;

CREATE MATERIALIZED VIEW intake.classic_to_starts TO classic_starts AS
SELECT now() AS received, random_id, ct_type, type, disk_size, core_count, ram_size, os_type, os_version, disableip6, nsapp, method,
    pve_version, status
FROM intake.classic
WHERE type != '';

CREATE MATERIALIZED VIEW intake.classic_to_ends TO classic_ends AS
SELECT now() AS received, random_id, status, error
FROM intake.classic
WHERE type = '';

-- The lines of a file that reports were written to (file:///path), of either dialect. With the time in the line, so that a file
-- can be imported again, and what was in it is still there once.
CREATE TABLE intake.lines
(
    time                      String,
    endpoint                  String,
    `report.payload_version`  UInt8,
    `report.random_id`        String,
    `report.execution_id`     String,
    `report.type`             String,
    `report.nsapp`            String,
    `report.status`           String,
    `report.ct_type`          UInt64,
    `report.disk_size`        Float64,
    `report.core_count`       UInt64,
    `report.ram_size`         UInt64,
    `report.os_type`          String,
    `report.os_version`       String,
    `report.disableip6`       String,
    `report.pve_version`      String,
    `report.method`           String,
    `report.exit_code`        UInt8,
    `report.error`            String,
    `report.error_category`   String,
    `report.install_duration` UInt32,
    `report.cpu_vendor`       String,
    `report.cpu_model`        String,
    `report.gpu_vendor`       String,
    `report.gpu_model`        String,
    `report.gpu_passthrough`  String,
    `report.ram_speed`        String,
    `report.arch`             String,
    `report.platform`         String,
    `report.has_arm`          UInt8,
    `report.kernel_version`   String,
    `report.app_version`      String,
    `report.failed_command`   String,
    `report.failed_line`      UInt32,
    `report.repo_source`      String,
    `report.repo_slug`        String
)
ENGINE = Null;

CREATE MATERIALIZED VIEW intake.lines_to_reports TO reports AS
SELECT
    parseDateTimeBestEffort(time) AS received,
    `report.payload_version` AS payload_version,
    `report.random_id` AS random_id,
    `report.execution_id` AS execution_id,
    `report.type` AS type,
    `report.nsapp` AS nsapp,
    `report.status` AS status,
    toUInt8(`report.ct_type`) AS ct_type,
    toUInt32(`report.disk_size`) AS disk_size,
    toUInt16(`report.core_count`) AS core_count,
    toUInt32(`report.ram_size`) AS ram_size,
    `report.os_type` AS os_type,
    `report.os_version` AS os_version,
    `report.pve_version` AS pve_version,
    `report.method` AS method,
    `report.exit_code` AS exit_code,
    `report.error` AS error,
    `report.error_category` AS error_category,
    `report.install_duration` AS install_duration,
    `report.cpu_vendor` AS cpu_vendor,
    `report.cpu_model` AS cpu_model,
    `report.gpu_vendor` AS gpu_vendor,
    `report.gpu_model` AS gpu_model,
    `report.gpu_passthrough` AS gpu_passthrough,
    `report.ram_speed` AS ram_speed,
    `report.arch` AS arch,
    `report.platform` AS platform,
    `report.has_arm` AS has_arm,
    `report.kernel_version` AS kernel_version,
    `report.app_version` AS app_version,
    `report.failed_command` AS failed_command,
    `report.failed_line` AS failed_line,
    `report.repo_source` AS repo_source,
    `report.repo_slug` AS repo_slug
FROM intake.lines
WHERE endpoint = 'telemetry';

CREATE MATERIALIZED VIEW intake.lines_to_daily TO daily_states AS
SELECT
    toDate(parseDateTimeBestEffort(time)) AS day,
    `report.type` AS type,
    `report.nsapp` AS nsapp,
    `report.status` AS status,
    `report.exit_code` AS exit_code,
    `report.error_category` AS error_category,
    `report.method` AS method,
    `report.os_type` AS os_type,
    `report.os_version` AS os_version,
    `report.pve_version` AS pve_version,
    `report.repo_source` AS repo_source,
    `report.repo_slug` AS repo_slug,
    uniqState(`report.execution_id`) AS executions,
    quantilesTDigestState(0.5, 0.9)(`report.install_duration`) AS durations
FROM intake.lines
WHERE endpoint = 'telemetry'
GROUP BY day, type, nsapp, status, exit_code, error_category, method, os_type, os_version, pve_version, repo_source, repo_slug;

CREATE MATERIALIZED VIEW intake.lines_to_starts TO classic_starts AS
SELECT
    parseDateTimeBestEffort(time) AS received,
    `report.random_id` AS random_id,
    `report.ct_type` AS ct_type,
    `report.type` AS type,
    `report.disk_size` AS disk_size,
    `report.core_count` AS core_count,
    `report.ram_size` AS ram_size,
    `report.os_type` AS os_type,
    `report.os_version` AS os_version,
    `report.disableip6` AS disableip6,
    `report.nsapp` AS nsapp,
    `report.method` AS method,
    `report.pve_version` AS pve_version,
    `report.status` AS status
FROM intake.lines
WHERE endpoint = 'upload';

CREATE MATERIALIZED VIEW intake.lines_to_ends TO classic_ends AS
SELECT
    parseDateTimeBestEffort(time) AS received,
    `report.random_id` AS random_id,
    `report.status` AS status,
    `report.error` AS error
FROM intake.lines
WHERE endpoint = 'updatestatus';
