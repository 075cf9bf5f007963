-- A second set of the projected tables. The projector folds a topic into it anew, while readers keep the old
-- rows; one transaction then puts the rows that differ into the tables of schema public. Between rebuilds it is
-- empty. Unlogged: a crash empties it, and the rebuild begins again. A migration that changes a table of
-- public changes the table of this schema too (RebuildTablesTest compares them).
CREATE SCHEMA rebuild;
ALTER SCHEMA rebuild OWNER TO equilibrium_owner;

SET LOCAL ROLE equilibrium_owner;

DO $$
DECLARE
  ours text;
BEGIN
  FOREACH ours IN ARRAY ARRAY['peers', 'hand_outs', 'contributions', 'swarm_balances', 'swarm_episodes',
      'client_standings', 'client_sums', 'tier_cuts', 'anomalies', 'suspicions', 'interventions',
      'registrations', 'announce_keys', 'members', 'dead_letters'] LOOP
    EXECUTE format('CREATE UNLOGGED TABLE rebuild.%1$I (LIKE public.%1$I INCLUDING ALL)', ours);
  END LOOP;
END $$;

GRANT USAGE ON SCHEMA rebuild TO projector;
GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA rebuild TO projector;

-- The projector may not truncate. It may empty the second table of this name.
CREATE FUNCTION rebuild.begin(ours text) RETURNS void LANGUAGE plpgsql SECURITY DEFINER
  SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  EXECUTE format('TRUNCATE rebuild.%I', ours);
END $$;

-- It may empty a projected table that PostgreSQL cannot read, because a page or an index is damaged. Only
-- tables that have a second one.
CREATE FUNCTION rebuild.discard(ours text) RETURNS void LANGUAGE plpgsql SECURITY DEFINER
  SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  IF to_regclass(format('rebuild.%I', ours)) IS NULL THEN
    RAISE EXCEPTION 'no projected table is called "%"', ours USING ERRCODE = 'undefined_table';
  END IF;
  EXECUTE format('TRUNCATE public.%I', ours);
END $$;

REVOKE EXECUTE ON FUNCTION rebuild.begin(text), rebuild.discard(text) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION rebuild.begin(text), rebuild.discard(text) TO projector;
