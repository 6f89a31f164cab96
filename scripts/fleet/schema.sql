-- Reports in a ClickHouse server, from 18.16 on: what it keeps of them and the views that people ask, in the database `fleet`, and
-- where they arrive, the database `intake`. Can be run again: what is there stays as it is, but for the views to ask.
--
--     clickhouse-client --multiquery <schema.sql

CREATE DATABASE IF NOT EXISTS fleet;

-- One row per execution and status, once parts are merged. Until then there are more of a report that arrived twice.
CREATE TABLE IF NOT EXISTS fleet.reports
(
    received         DateTime,
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
    repo_slug        String,
    is_end           UInt8 ALIAS status IN ('success', 'failed', 'aborted', 'unknown')
)
ENGINE = ReplacingMergeTree(received)
PARTITION BY toYYYYMM(received)
ORDER BY (execution_id, status);

-- The classic dialect: how installations began, and how they ended. The view `classic_executions` joins them.
CREATE TABLE IF NOT EXISTS fleet.classic_starts
(
    received    DateTime,
    random_id   String,
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
    status      String
)
ENGINE = ReplacingMergeTree(received)
PARTITION BY toYYYYMM(received)
ORDER BY (random_id, status);

CREATE TABLE IF NOT EXISTS fleet.classic_ends
(
    received  DateTime,
    random_id String,
    status    String,
    error     String
)
ENGINE = ReplacingMergeTree(received)
PARTITION BY toYYYYMM(received)
ORDER BY (random_id, status);

-- What is left when reports have been deleted: numbers of each day, without IDs. An execution that is reported twice on a
-- day counts once. Up to 65,536 executions in a row are counted one by one, more of them within about 1 %.
CREATE TABLE IF NOT EXISTS fleet.daily_states
(
    day            Date,
    type           String,
    nsapp          String,
    status         String,
    exit_code      UInt8,
    error_category String,
    method         String,
    os_type        String,
    os_version     String,
    pve_version    String,
    repo_source    String,
    repo_slug      String,
    executions     AggregateFunction(uniq, String),
    durations      AggregateFunction(quantilesTDigest(0.5, 0.9), UInt32)
)
ENGINE = AggregatingMergeTree
PARTITION BY toYYYYMM(day)
ORDER BY (day, type, nsapp, status, exit_code, error_category, method, os_type, os_version, pve_version, repo_source, repo_slug);

DROP TABLE IF EXISTS fleet.daily;

CREATE VIEW fleet.daily AS
SELECT
    day,
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
    uniqMerge(executions) AS executions,
    arrayElement(quantilesTDigestMerge(0.5, 0.9)(durations), 1) AS median_duration,
    arrayElement(quantilesTDigestMerge(0.5, 0.9)(durations), 2) AS long_duration
FROM fleet.daily_states
GROUP BY day, type, nsapp, status, exit_code, error_category, method, os_type, os_version, pve_version, repo_source, repo_slug;

DROP TABLE IF EXISTS fleet.executions;

-- One row per execution, from its latest report. An end beats what came before it, in whatever order they arrived. `ended` is 1 if
-- there is one. `duration`, in seconds, is what the host measured. The view reads all that is kept, whatever it is asked: for a few
-- days of a large fleet, ask `reports`.
CREATE VIEW fleet.executions AS
SELECT
    execution_id,
    argMax(random_id, rank) AS random_id,
    argMax(type, rank) AS type,
    argMax(nsapp, rank) AS nsapp,
    argMax(status, rank) AS status,
    max(is_end) AS ended,
    min(received) AS first_received,
    max(received) AS last_received,
    argMax(install_duration, rank) AS duration,
    argMax(exit_code, rank) AS exit_code,
    argMax(error, rank) AS error,
    argMax(error_category, rank) AS error_category,
    argMax(failed_command, rank) AS failed_command,
    argMax(failed_line, rank) AS failed_line,
    argMax(ct_type, rank) AS ct_type,
    argMax(disk_size, rank) AS disk_size,
    argMax(core_count, rank) AS core_count,
    argMax(ram_size, rank) AS ram_size,
    argMax(os_type, rank) AS os_type,
    argMax(os_version, rank) AS os_version,
    argMax(app_version, rank) AS app_version,
    argMax(pve_version, rank) AS pve_version,
    argMax(method, rank) AS method,
    argMax(cpu_vendor, rank) AS cpu_vendor,
    argMax(cpu_model, rank) AS cpu_model,
    argMax(gpu_vendor, rank) AS gpu_vendor,
    argMax(gpu_model, rank) AS gpu_model,
    argMax(gpu_passthrough, rank) AS gpu_passthrough,
    argMax(ram_speed, rank) AS ram_speed,
    argMax(arch, rank) AS arch,
    argMax(platform, rank) AS platform,
    argMax(has_arm, rank) AS has_arm,
    argMax(kernel_version, rank) AS kernel_version,
    argMax(repo_source, rank) AS repo_source,
    argMax(repo_slug, rank) AS repo_slug
FROM
(
    SELECT
        *,
        is_end,
        is_end * 17179869184 + toUInt32(received) * 2 + (status != 'installing') AS rank
    FROM fleet.reports
)
GROUP BY execution_id;

DROP TABLE IF EXISTS fleet.community;

-- The same with the columns that the community's own service has.
CREATE VIEW fleet.community AS
SELECT
    execution_id AS id,
    nsapp,
    type,
    status,
    method,
    first_received AS created,
    core_count,
    ct_type,
    disk_size,
    ram_size,
    exit_code,
    error,
    error_category,
    os_type,
    os_version,
    pve_version,
    random_id,
    execution_id,
    repo_source,
    repo_slug,
    cpu_vendor,
    cpu_model,
    gpu_vendor,
    gpu_model,
    gpu_passthrough,
    ram_speed,
    duration AS install_duration,
    has_arm
FROM fleet.executions;

DROP TABLE IF EXISTS fleet.classic_executions;

-- One row per installation of the classic dialect. It has no time of its own: `duration`, in seconds, is from the arrival
-- of the first report to that of the last, or 0. `status` is `installing` until an end has arrived.
CREATE VIEW fleet.classic_executions AS
SELECT
    random_id,
    nsapp,
    type,
    if(end_status = '', start_status, end_status) AS status,
    started,
    ended,
    if(started < ended AND toUInt32(started) > 0, toUInt32(ended) - toUInt32(started), 0) AS duration,
    error,
    ct_type,
    disk_size,
    core_count,
    ram_size,
    os_type,
    os_version,
    disableip6,
    method,
    pve_version
FROM
(
    SELECT
        random_id,
        argMax(status, received) AS start_status,
        min(received) AS started,
        argMax(nsapp, received) AS nsapp,
        argMax(type, received) AS type,
        argMax(ct_type, received) AS ct_type,
        argMax(disk_size, received) AS disk_size,
        argMax(core_count, received) AS core_count,
        argMax(ram_size, received) AS ram_size,
        argMax(os_type, received) AS os_type,
        argMax(os_version, received) AS os_version,
        argMax(disableip6, received) AS disableip6,
        argMax(method, received) AS method,
        argMax(pve_version, received) AS pve_version
    FROM fleet.classic_starts
    GROUP BY random_id
) AS starts
ALL FULL JOIN
(
    SELECT
        random_id,
        argMax(status, received) AS end_status,
        max(received) AS ended,
        argMax(error, received) AS error
    FROM fleet.classic_ends
    GROUP BY random_id
) AS ends
USING (random_id);

CREATE DATABASE IF NOT EXISTS intake;

-- The body of a report in the telemetry dialect, field by field. The table keeps nothing: views carry each report on.
-- `received` is the time of arrival: no report has it, but where a cluster hands them on, they may arrive later here.
CREATE TABLE IF NOT EXISTS intake.telemetry
(
    received         DateTime DEFAULT now(),
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

CREATE MATERIALIZED VIEW IF NOT EXISTS intake.telemetry_to_reports TO fleet.reports AS
SELECT
    if(received > now() - 7 * 86400 AND received <= now(), received, now()) AS received,
    payload_version, random_id, execution_id, type, nsapp, status, ct_type, disk_size, core_count, ram_size, os_type,
    os_version, pve_version, method, exit_code, error, error_category, install_duration, cpu_vendor, cpu_model,
    gpu_vendor, gpu_model, gpu_passthrough, ram_speed, arch, platform, has_arm, kernel_version, app_version,
    failed_command, failed_line, repo_source, repo_slug
FROM intake.telemetry;

CREATE MATERIALIZED VIEW IF NOT EXISTS intake.telemetry_to_daily TO fleet.daily_states AS
SELECT
    toDate(if(received > now() - 7 * 86400 AND received <= now(), received, now())) AS day,
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
CREATE TABLE IF NOT EXISTS intake.classic
(
    received    DateTime DEFAULT now(),
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

CREATE MATERIALIZED VIEW IF NOT EXISTS intake.classic_to_starts TO fleet.classic_starts AS
SELECT
    if(received > now() - 7 * 86400 AND received <= now(), received, now()) AS received,
    random_id, ct_type, type, disk_size, core_count, ram_size, os_type, os_version, disableip6, nsapp, method, pve_version, status
FROM intake.classic
WHERE type != '';

CREATE MATERIALIZED VIEW IF NOT EXISTS intake.classic_to_ends TO fleet.classic_ends AS
SELECT
    if(received > now() - 7 * 86400 AND received <= now(), received, now()) AS received,
    random_id, status, error
FROM intake.classic
WHERE type = '';

-- The lines of a file that reports were written to (file:///path), of either dialect. With the time in the line, so that a file
-- can be imported again, and what was in it is still there once.
CREATE TABLE IF NOT EXISTS intake.lines
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

CREATE MATERIALIZED VIEW IF NOT EXISTS intake.lines_to_reports TO fleet.reports AS
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

CREATE MATERIALIZED VIEW IF NOT EXISTS intake.lines_to_daily TO fleet.daily_states AS
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

CREATE MATERIALIZED VIEW IF NOT EXISTS intake.lines_to_starts TO fleet.classic_starts AS
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

CREATE MATERIALIZED VIEW IF NOT EXISTS intake.lines_to_ends TO fleet.classic_ends AS
SELECT
    parseDateTimeBestEffort(time) AS received,
    `report.random_id` AS random_id,
    `report.status` AS status,
    `report.error` AS error
FROM intake.lines
WHERE endpoint = 'updatestatus';
