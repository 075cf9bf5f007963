-- Which two info-hashes are one hybrid torrent: clients report the same counters under both within a minute.
WITH reports AS (
  SELECT info_hash, peer_id, client_id, received_at, uploaded, downloaded, left_bytes
  FROM announces
  WHERE uploaded + downloaded > 0)
SELECT one.info_hash, other.info_hash AS other_hash,
       count(DISTINCT one.client_id) AS clients, count(*) AS equal_reports
FROM reports one
JOIN reports other USING (peer_id, client_id, uploaded, downloaded, left_bytes)
WHERE one.info_hash < other.info_hash
  AND abs(epoch(one.received_at - other.received_at)) < 60
GROUP BY ALL
HAVING clients >= 2
ORDER BY clients DESC, equal_reports DESC, one.info_hash;
