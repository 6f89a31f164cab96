-- Which applications fail most, and with what mostly: the last 30 days.
SELECT
    nsapp,
    sum(failures) AS failed,
    sum(ends) AS of,
    round(100 * failed / of, 1) AS percent,
    argMax(reason, failures) AS mostly,
    max(failures) AS times
FROM
(
    SELECT
        nsapp,
        concat(error_category, ', exit code ', toString(exit_code)) AS reason,
        sumIf(executions, status = 'failed') AS failures,
        sum(executions) AS ends
    FROM daily
    WHERE day > today() - 30 AND status IN ('success', 'failed')
    GROUP BY nsapp, error_category, exit_code
)
GROUP BY nsapp
HAVING failed > 0
ORDER BY failed DESC, nsapp
LIMIT 10
