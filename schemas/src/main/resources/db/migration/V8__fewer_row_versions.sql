-- Statements of an analyst end after 10 minutes, and so do transactions that it leaves open: both hold back
-- the removal of old row versions. Another limit is set as PostgreSQL has it: ALTER ROLE analyst SET
-- statement_timeout = '1h'. One that is set already stays.
DO $$
DECLARE
  limited record;
BEGIN
  FOR limited IN VALUES ('statement_timeout'), ('idle_in_transaction_session_timeout') LOOP
    IF NOT EXISTS (SELECT FROM pg_db_role_setting, unnest(setconfig) AS given
                   WHERE setrole = 'analyst'::regrole AND given LIKE limited.column1 || '=%') THEN
      EXECUTE format('ALTER ROLE analyst SET %I = ''10min''', limited.column1);
    END IF;
  END LOOP;
EXCEPTION WHEN insufficient_privilege THEN
  RAISE WARNING 'role analyst has no statement_timeout: only a superuser, or who created it, can set one';
END $$;

SET LOCAL ROLE equilibrium_owner;

-- Readers follow standings for their tier alone, which changes rarely, while scores change at each announce.
-- They find rows by the offset at which the tier (or the mark "deleted") last changed. An update that leaves
-- it as it is changes no indexed column: it needs no new index entry (HOT), and no reader reads the row.
-- 0 in rows of older versions: readers read the whole table when they connect.
ALTER TABLE client_standings ADD tier_offset bigint NOT NULL DEFAULT 0;
CREATE INDEX client_standings_tier_offset ON client_standings (source_partition, tier_offset);
DROP INDEX client_standings_source;
CREATE OR REPLACE VIEW analysis.client_standings AS SELECT * FROM client_standings;

-- Room in each page for the versions between two cleanings of it.
ALTER TABLE projected_offsets SET (fillfactor = 20);
WITH former AS (DELETE FROM projected_offsets RETURNING *)
INSERT INTO projected_offsets SELECT * FROM former;
