-- What the projector keeps of the log. Every row of a topic says where it came from (source_partition,
-- source_offset); readers follow a table by "rows of partition p beyond offset o". Rows that end are
-- marked deleted and purged later, so that a follower sees them go.
-- Times are event time (UTC). Ids and hashes are bytea. Byte counts are bytes.

-- The next offset to read of each partition, moved in the transaction that writes the rows.
CREATE TABLE projected_offsets (
  topic        text    NOT NULL,
  partition    integer NOT NULL,
  next_offset  bigint  NOT NULL,
  leader_epoch integer,
  PRIMARY KEY (topic, partition)
);

-- announces: the newest of each session and address family. Cold start of an ingress.
CREATE TABLE peers (
  info_hash          bytea       NOT NULL,
  peer_id            bytea       NOT NULL,
  family             smallint    NOT NULL,            -- 4 or 6
  client_id          bytea       NOT NULL,
  identity           text        NOT NULL,
  network_id         bytea       NOT NULL,
  address            bytea       NOT NULL,            -- 16 bytes, IPv4 mapped
  address_key        integer     NOT NULL,
  port               integer     NOT NULL,
  event              text        NOT NULL,
  uploaded           bigint,
  downloaded         bigint,
  left_bytes         bigint,
  received_at        timestamptz NOT NULL,
  session_started_at timestamptz NOT NULL,
  event_node         bigint      NOT NULL,
  event_boot         bigint      NOT NULL,
  event_sequence     bigint      NOT NULL,
  user_agent         text,
  deleted            boolean     NOT NULL DEFAULT false, -- stopped
  source_partition   integer     NOT NULL,
  source_offset      bigint      NOT NULL,
  PRIMARY KEY (info_hash, peer_id, family)
) WITH (fillfactor = 70);

-- hand-outs, as they came; purged after 48 h.
CREATE TABLE hand_outs (
  event_node       bigint      NOT NULL,
  event_boot       bigint      NOT NULL,
  event_sequence   bigint      NOT NULL,
  at               timestamptz NOT NULL,
  info_hash        bytea       NOT NULL,
  client_id        bytea       NOT NULL,
  peer_id          bytea       NOT NULL,
  address_key      integer     NOT NULL,
  endpoints        bytea       NOT NULL,              -- 18 bytes each: address, port
  source_partition integer     NOT NULL,
  source_offset    bigint      NOT NULL,
  PRIMARY KEY (source_partition, source_offset)
);
CREATE INDEX hand_outs_at ON hand_outs (at);

-- contributions, added up for each client in each swarm.
CREATE TABLE contributions (
  info_hash           bytea       NOT NULL,
  client_id           bytea       NOT NULL,
  identity            text        NOT NULL,
  announces           bigint      NOT NULL,
  seconds             bigint      NOT NULL,
  seconds_seeded      bigint      NOT NULL,
  byte_seconds_seeded numeric(40) NOT NULL,
  uploaded            bigint      NOT NULL,
  uploaded_claimed    numeric(40) NOT NULL,
  downloaded          bigint      NOT NULL,
  corrupt             bigint      NOT NULL,
  redundant           bigint      NOT NULL,
  left_bytes          bigint,
  first_at            timestamptz NOT NULL,
  last_at             timestamptz NOT NULL,
  PRIMARY KEY (info_hash, client_id)
) WITH (fillfactor = 70);
CREATE INDEX contributions_client ON contributions (client_id);

-- swarm-balances
CREATE TABLE swarm_balances (
  info_hash        bytea       PRIMARY KEY,
  at               timestamptz NOT NULL,
  uploaded         bigint      NOT NULL,
  downloaded       bigint      NOT NULL,
  discarded        bigint      NOT NULL,
  imbalance        bigint      NOT NULL,
  imbalanced_since timestamptz,
  seeders          integer     NOT NULL,
  leechers         integer     NOT NULL,
  partial_seeders  integer     NOT NULL,
  completed        bigint      NOT NULL,
  size_bytes       bigint      NOT NULL,
  deleted          boolean     NOT NULL DEFAULT false,
  source_partition integer     NOT NULL,
  source_offset    bigint      NOT NULL
) WITH (fillfactor = 70);

-- swarm-episodes
CREATE TABLE swarm_episodes (
  info_hash        bytea       NOT NULL,
  start_at         timestamptz NOT NULL,
  end_at           timestamptz NOT NULL,
  closed_by        text        NOT NULL,
  uploaded         bigint      NOT NULL,
  downloaded       bigint      NOT NULL,
  discarded        bigint      NOT NULL,
  size_bytes       bigint      NOT NULL,
  claims           jsonb       NOT NULL,
  source_partition integer     NOT NULL,
  source_offset    bigint      NOT NULL,
  PRIMARY KEY (info_hash, start_at)
);

-- client-standings
CREATE TABLE client_standings (
  client_id            bytea       PRIMARY KEY,
  identity             text        NOT NULL,
  at                   timestamptz NOT NULL,
  first_seen_at        timestamptz NOT NULL,
  score                integer     NOT NULL,
  recent_seeding_size  integer     NOT NULL,
  average_seeding_size integer     NOT NULL,
  seeding_time         integer     NOT NULL,
  ratio                integer     NOT NULL,
  suspicion            integer     NOT NULL,
  tier                 smallint    NOT NULL,
  why                  text        NOT NULL,
  rules_version        integer     NOT NULL,
  cuts_epoch           bigint      NOT NULL,
  deleted              boolean     NOT NULL DEFAULT false,
  source_partition     integer     NOT NULL,
  source_offset        bigint      NOT NULL
) WITH (fillfactor = 70);
CREATE UNIQUE INDEX client_standings_source ON client_standings (source_partition, source_offset);

-- the sums in client-standings
CREATE TABLE client_sums (
  client_id         bytea    NOT NULL,
  kind              text     NOT NULL,
  half_life_seconds bigint   NOT NULL,
  newest_epoch      bigint   NOT NULL,
  cells             bigint[] NOT NULL,
  PRIMARY KEY (client_id, kind)
) WITH (fillfactor = 70);

-- tier-cuts, every epoch
CREATE TABLE tier_cuts (
  epoch            bigint      PRIMARY KEY,
  at               timestamptz NOT NULL,
  population       bigint      NOT NULL,
  cuts             integer[]   NOT NULL,
  rules_version    integer     NOT NULL,
  source_partition integer     NOT NULL,
  source_offset    bigint      NOT NULL
);

-- anomalies
CREATE TABLE anomalies (
  case_id          text             PRIMARY KEY,
  rule             text             NOT NULL,
  rules_version    integer          NOT NULL,
  client_id        bytea            NOT NULL,
  identity         text             NOT NULL,
  info_hash        bytea,
  peer_ids         bytea[]          NOT NULL,
  since            timestamptz      NOT NULL,
  decided_at       timestamptz      NOT NULL,
  observed         double precision NOT NULL,
  threshold        double precision NOT NULL,
  weight           integer          NOT NULL,
  confidence       double precision NOT NULL,
  numbers          jsonb            NOT NULL,
  events           jsonb            NOT NULL,          -- [{"partition": 0, "offset": 17}, …] in announces
  source_verified  boolean          NOT NULL,
  shadow           boolean          NOT NULL,
  summary          text             NOT NULL,
  source_partition integer          NOT NULL,
  source_offset    bigint           NOT NULL
);
CREATE INDEX anomalies_client ON anomalies (client_id, decided_at);

-- suspicions
CREATE TABLE suspicions (
  client_id        bytea       PRIMARY KEY,
  at               timestamptz NOT NULL,
  weight           integer     NOT NULL,
  level            smallint    NOT NULL,
  broken           boolean     NOT NULL,
  families         text[]      NOT NULL,
  torrents         integer     NOT NULL,
  cases            text[]      NOT NULL,
  rules_version    integer     NOT NULL,
  deleted          boolean     NOT NULL DEFAULT false,
  source_partition integer     NOT NULL,
  source_offset    bigint      NOT NULL
);

-- interventions
CREATE TABLE interventions (
  info_hash        bytea       NOT NULL,
  recipient        bytea       NOT NULL,
  subject          bytea       NOT NULL,
  kind             text        NOT NULL,
  text             text        NOT NULL,
  address          bytea,
  address_key      integer     NOT NULL,
  port             integer,
  case_id          text        NOT NULL,
  from_at          timestamptz NOT NULL,
  until_at         timestamptz NOT NULL,
  announces        integer     NOT NULL,
  deleted          boolean     NOT NULL DEFAULT false,
  source_partition integer     NOT NULL,
  source_offset    bigint      NOT NULL,
  PRIMARY KEY (info_hash, recipient)
);
CREATE UNIQUE INDEX interventions_source ON interventions (source_partition, source_offset);

-- registrations
CREATE TABLE registrations (
  info_hash        bytea       PRIMARY KEY,
  allowed          boolean     NOT NULL,
  private          boolean     NOT NULL,
  name             text,
  size_bytes       bigint,
  piece_length     integer,
  licence          text,
  alias_of         bytea,
  at               timestamptz NOT NULL,
  by               text        NOT NULL,
  deleted          boolean     NOT NULL DEFAULT false,
  source_partition integer     NOT NULL,
  source_offset    bigint      NOT NULL
);
CREATE UNIQUE INDEX registrations_source ON registrations (source_partition, source_offset);

-- announce-keys
CREATE TABLE announce_keys (
  client_id         bytea       PRIMARY KEY,
  key_id            bytea       NOT NULL,
  previous_key_id   bytea,
  previous_until    timestamptz NOT NULL,
  state             text        NOT NULL,
  note              text        NOT NULL,
  at                timestamptz NOT NULL,
  by                text        NOT NULL,
  deleted           boolean     NOT NULL DEFAULT false,
  source_partition  integer     NOT NULL,
  source_offset     bigint      NOT NULL
);
CREATE UNIQUE INDEX announce_keys_source ON announce_keys (source_partition, source_offset);

-- members
CREATE TABLE members (
  node             bigint      PRIMARY KEY,
  boot             bigint      NOT NULL,
  program          text        NOT NULL,
  version          text        NOT NULL,
  addresses        text[]      NOT NULL,
  last_seen_at     timestamptz NOT NULL,
  view             jsonb       NOT NULL,
  deleted          boolean     NOT NULL DEFAULT false,
  source_partition integer     NOT NULL,
  source_offset    bigint      NOT NULL
);

-- dead-letters, of the projector's own reading too
CREATE TABLE dead_letters (
  source_partition integer     NOT NULL,
  source_offset    bigint      NOT NULL,
  at               timestamptz NOT NULL,               -- when the log took it
  key              bytea,
  value            bytea,
  reason           text        NOT NULL,
  headers          jsonb       NOT NULL,
  PRIMARY KEY (source_partition, source_offset)
);

-- A row changed by hand keeps its source, and one removed by hand was not marked deleted before: no
-- follower would see either. Say in which table, and followers read it anew.
CREATE FUNCTION tell_edit() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  PERFORM pg_notify('equilibrium_edits', TG_TABLE_NAME);
  RETURN NULL;
END $$;

CREATE TRIGGER client_standings_edited AFTER UPDATE ON client_standings FOR EACH ROW
  WHEN (old.source_offset = new.source_offset AND old.source_partition = new.source_partition)
  EXECUTE FUNCTION tell_edit();
CREATE TRIGGER client_standings_removed AFTER DELETE ON client_standings FOR EACH ROW
  WHEN (NOT old.deleted) EXECUTE FUNCTION tell_edit();

CREATE TRIGGER registrations_edited AFTER UPDATE ON registrations FOR EACH ROW
  WHEN (old.source_offset = new.source_offset AND old.source_partition = new.source_partition)
  EXECUTE FUNCTION tell_edit();
CREATE TRIGGER registrations_removed AFTER DELETE ON registrations FOR EACH ROW
  WHEN (NOT old.deleted) EXECUTE FUNCTION tell_edit();

CREATE TRIGGER announce_keys_edited AFTER UPDATE ON announce_keys FOR EACH ROW
  WHEN (old.source_offset = new.source_offset AND old.source_partition = new.source_partition)
  EXECUTE FUNCTION tell_edit();
CREATE TRIGGER announce_keys_removed AFTER DELETE ON announce_keys FOR EACH ROW
  WHEN (NOT old.deleted) EXECUTE FUNCTION tell_edit();

CREATE TRIGGER interventions_edited AFTER UPDATE ON interventions FOR EACH ROW
  WHEN (old.source_offset = new.source_offset AND old.source_partition = new.source_partition)
  EXECUTE FUNCTION tell_edit();
CREATE TRIGGER interventions_removed AFTER DELETE ON interventions FOR EACH ROW
  WHEN (NOT old.deleted) EXECUTE FUNCTION tell_edit();
