SET LOCAL ROLE equilibrium_owner;

-- Readers follow balances for their completions alone (the "downloaded" of scrapes), which change rarely, while
-- the other columns change at each announce. They find rows by the offset at which completions last changed; an
-- update that leaves them as they are needs no new index entry (HOT), and no reader reads the row.
-- 0 in rows of older versions: readers read the whole table when they connect.
ALTER TABLE swarm_balances ADD completed_offset bigint NOT NULL DEFAULT 0;
CREATE INDEX swarm_balances_completed_offset ON swarm_balances (source_partition, completed_offset);
CREATE OR REPLACE VIEW analysis.swarm_balances AS SELECT * FROM swarm_balances;
