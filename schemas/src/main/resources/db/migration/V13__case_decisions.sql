-- Cases: what readers and operators need of a suspicion, and what operators decided.
SET LOCAL ROLE equilibrium_owner;

DO $$
DECLARE
  ours text;
BEGIN
  FOREACH ours IN ARRAY ARRAY['public.suspicions', 'rebuild.suspicions'] LOOP
    EXECUTE format($sql$
      ALTER TABLE %s
        ADD identity      text        NOT NULL DEFAULT 'ADDRESS',
        ADD case_id       text        NOT NULL DEFAULT '',      -- empty: none was ever opened
        ADD case_state    text        NOT NULL DEFAULT 'NONE',
        ADD opened_at     timestamptz NOT NULL DEFAULT 'epoch', -- epoch: none was ever opened
        ADD findings      integer     NOT NULL DEFAULT 0,
        ADD shadow_weight integer     NOT NULL DEFAULT 0,
        ADD enforced      boolean     NOT NULL DEFAULT false,
        ADD until_at      timestamptz NOT NULL DEFAULT 'epoch', -- epoch: it is in peer lists
        ADD recurrences   integer     NOT NULL DEFAULT 0,
        ADD peer_ids      bytea[]     NOT NULL DEFAULT '{}'
    $sql$, ours);
  END LOOP;
END $$;

-- Every ingress follows suspicions: it finds them by their source, and is notified of edits by hand.
CREATE UNIQUE INDEX suspicions_source ON suspicions (source_partition, source_offset);
CREATE TRIGGER suspicions_edited AFTER INSERT OR UPDATE ON suspicions FOR EACH ROW
  WHEN (current_setting('equilibrium.projecting', true) IS DISTINCT FROM 'on')
  EXECUTE FUNCTION tell_edit('client_id');
CREATE TRIGGER suspicions_removed AFTER DELETE ON suspicions FOR EACH ROW
  WHEN (NOT old.deleted) EXECUTE FUNCTION tell_edit('client_id');
CREATE TRIGGER suspicions_emptied AFTER TRUNCATE ON suspicions FOR EACH STATEMENT
  EXECUTE FUNCTION tell_edit();
GRANT SELECT ON suspicions TO ingress;

-- case-decisions
CREATE TABLE case_decisions (
  client_id        bytea       PRIMARY KEY,
  case_id          text        NOT NULL,
  verdict          text        NOT NULL,
  at               timestamptz NOT NULL,
  by               text        NOT NULL,
  note             text        NOT NULL,
  deleted          boolean     NOT NULL DEFAULT false,
  source_partition integer     NOT NULL,
  source_offset    bigint      NOT NULL
);
CREATE UNIQUE INDEX case_decisions_source ON case_decisions (source_partition, source_offset);
CREATE UNLOGGED TABLE rebuild.case_decisions (LIKE case_decisions INCLUDING ALL);
GRANT SELECT, INSERT, UPDATE, DELETE ON case_decisions, rebuild.case_decisions TO projector;
GRANT SELECT ON case_decisions TO console;

-- A view's columns are those of its table when it was made.
CREATE OR REPLACE VIEW analysis.suspicions AS SELECT * FROM suspicions;
CREATE VIEW analysis.case_decisions AS SELECT * FROM case_decisions;
GRANT SELECT ON analysis.case_decisions TO analyst;
