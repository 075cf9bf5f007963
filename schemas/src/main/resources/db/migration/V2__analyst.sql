-- The analyst's views: everything but addresses. Ids of clients and networks are digests.
CREATE SCHEMA analysis;

CREATE VIEW analysis.peers AS
  SELECT info_hash, peer_id, family, client_id, identity, network_id, port, event, uploaded, downloaded,
         left_bytes, received_at, session_started_at, user_agent, deleted
  FROM peers;
CREATE VIEW analysis.contributions AS SELECT * FROM contributions;
CREATE VIEW analysis.swarm_balances AS SELECT * FROM swarm_balances;
CREATE VIEW analysis.swarm_episodes AS SELECT * FROM swarm_episodes;
CREATE VIEW analysis.client_standings AS SELECT * FROM client_standings;
CREATE VIEW analysis.client_sums AS SELECT * FROM client_sums;
CREATE VIEW analysis.tier_cuts AS SELECT * FROM tier_cuts;
CREATE VIEW analysis.anomalies AS SELECT * FROM anomalies;
CREATE VIEW analysis.suspicions AS SELECT * FROM suspicions;
CREATE VIEW analysis.registrations AS SELECT * FROM registrations;
CREATE VIEW analysis.interventions AS
  SELECT info_hash, recipient, subject, kind, case_id, from_at, until_at, announces, deleted
  FROM interventions;
CREATE VIEW analysis.projected_offsets AS SELECT * FROM projected_offsets;

DO $$
BEGIN
  IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'analyst') THEN
    CREATE ROLE analyst LOGIN;
  END IF;
END $$;

REVOKE ALL ON SCHEMA public FROM PUBLIC;
GRANT USAGE ON SCHEMA analysis TO analyst;
GRANT SELECT ON ALL TABLES IN SCHEMA analysis TO analyst;
ALTER ROLE analyst SET search_path = analysis;
ALTER ROLE analyst SET default_transaction_read_only = on;
