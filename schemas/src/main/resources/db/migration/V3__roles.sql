-- Who may do what (README.md of schemas, "Roles"). Roles begin without a password: nobody comes in over
-- the network as one of them before an operator has set it. New tables must be granted where they are made.
DO $$
DECLARE
  wanted record;
BEGIN
  -- Roles belong to the server: another database of it may have brought them.
  FOR wanted IN VALUES ('equilibrium_owner', 'NOLOGIN'), ('projector', 'LOGIN'), ('ingress', 'LOGIN'),
                       ('console', 'LOGIN') LOOP
    IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = wanted.column1) THEN
      EXECUTE format('CREATE ROLE %I %s', wanted.column1, wanted.column2);
    END IF;
  END LOOP;
  IF (SELECT rolsuper FROM pg_roles WHERE rolname = current_user) THEN
    -- Anybody may otherwise fill the disk by them. Only a superuser may say so.
    REVOKE EXECUTE ON FUNCTION lo_creat(integer), lo_create(oid), lo_from_bytea(oid, bytea) FROM PUBLIC;
  ELSE
    EXECUTE format('GRANT equilibrium_owner TO %I WITH INHERIT TRUE, SET TRUE', current_user);
  END IF;
  EXECUTE format('REVOKE ALL ON DATABASE %I FROM PUBLIC', current_database());
  EXECUTE format('GRANT CONNECT ON DATABASE %I TO equilibrium_owner, projector, ingress, console, analyst',
                 current_database());
END $$;

-- The owner: everything belongs to it, nobody logs in as it, migrations act as it.
GRANT USAGE, CREATE ON SCHEMA public TO equilibrium_owner;
DO $$
DECLARE
  ours regclass;
BEGIN
  FOR ours IN SELECT c.oid FROM pg_class c
              WHERE relnamespace IN ('public'::regnamespace, 'analysis'::regnamespace)
                AND relkind IN ('r', 'v') AND relname <> 'flyway_schema_history' LOOP
    EXECUTE format('ALTER TABLE %s OWNER TO equilibrium_owner', ours);
  END LOOP;
END $$;
ALTER FUNCTION tell_edit() OWNER TO equilibrium_owner;
ALTER SCHEMA analysis OWNER TO equilibrium_owner;
-- Stays its creator's: it is in use while this runs.
GRANT SELECT, INSERT, UPDATE, DELETE ON flyway_schema_history TO equilibrium_owner;

-- The projector: writes what it projects, and sees which version the tables have.
GRANT USAGE ON SCHEMA public TO projector;
GRANT SELECT, INSERT, UPDATE, DELETE ON projected_offsets, peers, hand_outs, contributions, swarm_balances,
  swarm_episodes, client_standings, client_sums, tier_cuts, anomalies, suspicions, interventions,
  registrations, announce_keys, members, dead_letters TO projector;
GRANT SELECT ON flyway_schema_history TO projector;

-- The ingress: reads what replies are made of. It reads whole tables at its start, but by cursor: each
-- fetch of 10,000 rows is a statement of its own to the timeout.
GRANT USAGE ON SCHEMA public TO ingress;
GRANT SELECT ON projected_offsets, peers, swarm_balances, client_standings, interventions, registrations,
  announce_keys TO ingress;
ALTER ROLE ingress SET default_transaction_read_only = on;
ALTER ROLE ingress SET statement_timeout = '5s';
ALTER ROLE ingress SET idle_in_transaction_session_timeout = '60s';

-- The console, and operators: read everything but who was told about whom (hand_outs) and the bytes of dead
-- letters. What they change goes through Kafka.
GRANT USAGE ON SCHEMA public TO console;
GRANT SELECT ON projected_offsets, peers, contributions, swarm_balances, swarm_episodes, client_standings,
  client_sums, tier_cuts, anomalies, suspicions, interventions, registrations, announce_keys, members
  TO console;
GRANT SELECT (source_partition, source_offset, at, reason, headers) ON dead_letters TO console;
ALTER ROLE console SET default_transaction_read_only = on;
ALTER ROLE console SET statement_timeout = '30s';
ALTER ROLE console SET idle_in_transaction_session_timeout = '60s';
