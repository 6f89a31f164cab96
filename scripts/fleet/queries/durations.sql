-- How long installations take that succeed, in seconds: half of them and nine of ten at most, the last 30 days.
SELECT
    nsapp,
    uniqMerge(executions) AS installations,
    round(arrayElement(quantilesTDigestMerge(0.5, 0.9)(durations), 1)) AS half,
    round(arrayElement(quantilesTDigestMerge(0.5, 0.9)(durations), 2)) AS nine_of_ten
FROM daily_states
WHERE day > today() - 30 AND status = 'success' AND type IN ('lxc', 'vm', 'turnkey')
GROUP BY nsapp
HAVING installations >= 10
ORDER BY half DESC, nsapp
LIMIT 10
