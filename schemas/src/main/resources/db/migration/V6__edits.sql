-- What is changed by hand, told row by row. Before, a follower read the whole table for each edit (seconds,
-- where there are a million standings), and rows put in by hand, whose source is made up and may lie behind
-- its cursor, were told by nobody.
SET LOCAL ROLE equilibrium_owner;

-- "table key", the key in hex; only "table" for what is beyond 100 rows of a transaction, for a table
-- emptied, and where no key is given.
CREATE OR REPLACE FUNCTION tell_edit() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  edits integer := coalesce(nullif(current_setting('equilibrium.edits', true), ''), '0');
BEGIN
  IF TG_NARGS = 0 OR edits >= 100 THEN
    PERFORM pg_notify('equilibrium_edits', TG_TABLE_NAME);
    RETURN NULL;
  END IF;
  PERFORM set_config('equilibrium.edits', (edits + 1)::text, true); -- until the transaction ends
  IF TG_OP <> 'INSERT' THEN
    PERFORM pg_notify('equilibrium_edits', TG_TABLE_NAME || ' ' || substr(to_jsonb(OLD) ->> TG_ARGV[0], 3));
  END IF;
  IF TG_OP <> 'DELETE' THEN -- of the same key, told once: PostgreSQL drops duplicates
    PERFORM pg_notify('equilibrium_edits', TG_TABLE_NAME || ' ' || substr(to_jsonb(NEW) ->> TG_ARGV[0], 3));
  END IF;
  RETURN NULL;
END $$;

-- What the projector writes is no edit: it says so in its session.
DO $$
DECLARE
  followed record;
BEGIN
  FOR followed IN VALUES ('client_standings', '''client_id'''), ('registrations', '''info_hash'''),
                         ('announce_keys', '''client_id'''), ('interventions', '') LOOP
    EXECUTE format('DROP TRIGGER %1$s_edited ON %1$s', followed.column1);
    EXECUTE format('DROP TRIGGER %1$s_removed ON %1$s', followed.column1);
    EXECUTE format(
      'CREATE TRIGGER %1$s_edited AFTER INSERT OR UPDATE ON %1$s FOR EACH ROW
         WHEN (current_setting(''equilibrium.projecting'', true) IS DISTINCT FROM ''on'')
         EXECUTE FUNCTION tell_edit(%2$s)', followed.column1, followed.column2);
    EXECUTE format(
      'CREATE TRIGGER %1$s_removed AFTER DELETE ON %1$s FOR EACH ROW
         WHEN (NOT old.deleted) EXECUTE FUNCTION tell_edit(%2$s)', followed.column1, followed.column2);
    EXECUTE format(
      'CREATE TRIGGER %1$s_emptied AFTER TRUNCATE ON %1$s FOR EACH STATEMENT
         EXECUTE FUNCTION tell_edit()', followed.column1);
  END LOOP;
END $$;
