-- Which runs never ended: begun a day ago or earlier, in the last 30 days. Reports wait on a host for up to seven days, so some
-- may still come.
SELECT
    nsapp,
    last_status,
    count() AS runs,
    max(latest) AS latest_report,
    any(execution_id) AS for_example
FROM
(
    SELECT
        execution_id,
        any(nsapp) AS nsapp,
        argMax(status, received) AS last_status,
        max(received) AS latest
    FROM reports
    WHERE received > now() - 30 * 86400
    GROUP BY execution_id
    HAVING max(is_end) = 0 AND min(received) < now() - 86400
)
GROUP BY nsapp, last_status
ORDER BY runs DESC, nsapp, last_status
LIMIT 10
