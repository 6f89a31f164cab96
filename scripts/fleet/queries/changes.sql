-- Did last week's change break something: applications of which more fail in the last 7 days than in the 28 days before. Of
-- 20 installations or more in either time, and by 5 percentage points or more, so that chance does not raise an alarm.
SELECT
    nsapp,
    sumIf(executions, is_new) AS now_of,
    round(100 * sumIf(executions, is_new AND is_failure) / now_of, 1) AS now_percent,
    sumIf(executions, NOT is_new) AS before_of,
    round(100 * sumIf(executions, NOT is_new AND is_failure) / before_of, 1) AS before_percent,
    round(now_percent - before_percent, 1) AS points
FROM
(
    SELECT
        nsapp,
        executions,
        day > today() - 7 AS is_new,
        status = 'failed' AS is_failure
    FROM daily
    WHERE day > today() - 35 AND status IN ('success', 'failed')
)
GROUP BY nsapp
HAVING now_of >= 20 AND before_of >= 20 AND points >= 5
ORDER BY points DESC, nsapp
LIMIT 10
