-- By version of Proxmox VE: installations that ended in the last 30 days, and how many of them failed.
SELECT
    pve_version,
    sum(executions) AS ended,
    sumIf(executions, status = 'failed') AS failed,
    round(100 * failed / ended, 1) AS percent
FROM daily
WHERE day > today() - 30 AND status IN ('success', 'failed') AND type IN ('lxc', 'vm', 'turnkey')
GROUP BY pve_version
ORDER BY ended DESC, pve_version
LIMIT 20
