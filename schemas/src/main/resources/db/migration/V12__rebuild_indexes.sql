SET LOCAL ROLE equilibrium_owner;

-- The projector may build the indexes of a projected table anew, because one of them is damaged. Only of tables
-- that have a second one.
CREATE FUNCTION rebuild.reindex(ours text) RETURNS void LANGUAGE plpgsql SECURITY DEFINER
  SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  IF to_regclass(format('rebuild.%I', ours)) IS NULL THEN
    RAISE EXCEPTION 'no projected table is called "%"', ours USING ERRCODE = 'undefined_table';
  END IF;
  EXECUTE format('REINDEX TABLE public.%I', ours);
END $$;

REVOKE EXECUTE ON FUNCTION rebuild.reindex(text) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION rebuild.reindex(text) TO projector;

-- The second tables have as much room in each page as the first.
DO $$
DECLARE
  ours record;
BEGIN
  FOR ours IN SELECT c.relname, array_to_string(c.reloptions, ', ') AS options
      FROM pg_class c JOIN pg_class n ON n.relname = c.relname AND n.relkind = 'r'
      WHERE c.relnamespace = 'public'::regnamespace AND n.relnamespace = 'rebuild'::regnamespace
        AND c.relkind = 'r' AND c.reloptions IS NOT NULL LOOP
    EXECUTE format('ALTER TABLE rebuild.%I SET (%s)', ours.relname, ours.options);
  END LOOP;
END $$;
