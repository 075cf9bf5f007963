-- How long a download takes, by policy and tier: from a session's first announce to its completed.
WITH sessions AS (
  SELECT info_hash, peer_id,
         min(received_at) AS began_at,
         min(received_at) FILTER (WHERE event = 'completed') AS completed_at,
         arg_min(policy, received_at) AS policy,
         arg_min(tier, received_at) AS tier,
         arg_min(left_bytes, received_at) AS bytes
  FROM announces
  GROUP BY info_hash, peer_id)
SELECT policy, tier, count(*) AS downloads,
       median(epoch(completed_at - began_at)) / 60 AS median_minutes,
       median(bytes / greatest(epoch(completed_at - began_at), 1)) / 1e6 AS median_megabytes_a_second,
       bar(median_minutes, 0, max(median_minutes) OVER (), 24) AS chart
FROM sessions
WHERE bytes > 0 AND completed_at > began_at
GROUP BY policy, tier
ORDER BY policy, tier;
