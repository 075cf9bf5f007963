-- A client that reports false uploads for days causes hundreds of findings. A case gathers the findings of one
-- rule about one client, as long as no more than 7 days lie between two of them.
SET LOCAL ROLE equilibrium_owner;

-- case_id: that of its first finding. summary: of its weightiest finding, the newest of those.
CREATE VIEW analysis.anomaly_cases AS
  WITH steps AS (
    SELECT *, decided_at - lag(decided_at) OVER findings > interval '7 days' AS pause
    FROM anomalies
    WINDOW findings AS (PARTITION BY client_id, rule ORDER BY decided_at, case_id)
  ), numbered AS (
    SELECT *, count(*) FILTER (WHERE pause) OVER findings AS number
    FROM steps
    WINDOW findings AS (PARTITION BY client_id, rule ORDER BY decided_at, case_id)
  )
  SELECT
    (array_agg(case_id ORDER BY decided_at, case_id))[1] AS case_id,
    client_id,
    rule,
    count(*) AS findings,
    count(DISTINCT info_hash) AS torrents,
    min(since) AS since,
    max(decided_at) AS until,
    max(observed) AS most_observed,
    max(weight) AS most_weight,
    bool_and(shadow) AS shadow,
    (array_agg(summary ORDER BY weight DESC, decided_at DESC, case_id))[1] AS summary
  FROM numbered
  GROUP BY client_id, rule, number;

GRANT SELECT ON analysis.anomaly_cases TO analyst, console;
GRANT USAGE ON SCHEMA analysis TO console;
