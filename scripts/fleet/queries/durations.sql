-- How long installations take that succeed, in seconds: half of them and nine of ten at most, the last 30 days.
SELECT
    nsapp,
    count() AS installations,
    round(quantileExact(0.5)(duration)) AS half,
    round(quantileExact(0.9)(duration)) AS nine_of_ten
FROM executions
WHERE first_received > now() - 30 * 86400 AND status = 'success' AND duration > 0
GROUP BY nsapp
HAVING installations >= 10
ORDER BY half DESC, nsapp
LIMIT 10
