-- What findings rest on, by rule: clients, swarms, median weight in nats, and announces or episodes that show it.
WITH evidence AS (
  SELECT case_id, rule, count(*) AS records FROM anomaly_events GROUP BY case_id, rule)
SELECT rule, count(*) AS findings, count(DISTINCT client_id) AS clients,
       count(DISTINCT info_hash) AS swarms, median(weight) / 1000 AS median_nats,
       bool_and(shadow) AS only_shadow, median(coalesce(records, 0)) AS median_records
FROM anomalies LEFT JOIN evidence USING (case_id, rule)
GROUP BY rule
ORDER BY findings DESC, rule;
