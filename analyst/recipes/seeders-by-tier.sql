-- What a tier is worth: seeders in replies to leechers, by policy and tier of the asker.
SELECT policy, tier, count(*) AS replies, median(peer_seeders) AS median_seeders, avg(peers) AS average_peers,
       bar(median_seeders, 0, max(median_seeders) OVER (), 24) AS chart
FROM announces
WHERE in_time AND event <> 'stopped' AND left_bytes > 0 AND seeders > 0
GROUP BY policy, tier
ORDER BY policy, tier;
