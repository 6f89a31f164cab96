-- Which runs never ended: begun a day ago or earlier, in the last 30 days. Reports wait on a host for up to seven days, so some
-- may still come.
SELECT
    nsapp,
    status AS last_status,
    count() AS runs,
    max(last_received) AS latest,
    any(execution_id) AS for_example
FROM executions
WHERE first_received > now() - 30 * 86400 AND first_received < now() - 86400 AND ended = 0
GROUP BY nsapp, last_status
ORDER BY runs DESC, nsapp, last_status
LIMIT 10
