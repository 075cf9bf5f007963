-- Swarms that are said to send more than they receive, and the clients that claim most of it.
WITH newest AS (
  SELECT * FROM balances_asof(now()::TIMESTAMP + INTERVAL 1 DAY)
  WHERE imbalance > 50_000_000 AND imbalance > 0.05 * greatest(uploaded, downloaded)),
claims AS (
  SELECT info_hash, client_id, sum(uploaded)::BIGINT AS uploaded
  FROM contributions
  GROUP BY info_hash, client_id)
SELECT info_hash, imbalance, client_id, claims.uploaded AS claimed,
       claims.uploaded / newest.uploaded AS share
FROM newest JOIN claims USING (info_hash)
QUALIFY row_number() OVER (PARTITION BY info_hash ORDER BY claims.uploaded DESC, client_id) <= 3
ORDER BY imbalance DESC, claimed DESC;
