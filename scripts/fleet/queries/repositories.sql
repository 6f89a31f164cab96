-- By repository that the script came from: installations that ended in the last 30 days, and how many of them failed.
SELECT
    repo_source,
    repo_slug,
    sum(executions) AS ended,
    sumIf(executions, status = 'failed') AS failed,
    round(100 * failed / ended, 1) AS percent
FROM daily
WHERE day > today() - 30 AND status IN ('success', 'failed') AND type IN ('lxc', 'vm', 'turnkey')
GROUP BY repo_source, repo_slug
ORDER BY ended DESC, repo_source, repo_slug
LIMIT 20
