-- What tier-cuts has said since rules 2. Null in rows that were written before: what they would have said
-- is not known any more, for the topic keeps the newest only.
SET LOCAL ROLE equilibrium_owner;

ALTER TABLE tier_cuts
  ADD milli_cuts  integer[],  -- thousandths of a point, as tiers are decided by; empty: of rules 1, use cuts
  ADD provisional boolean;    -- too few clients were eligible: all active ones were counted

-- A view's columns are those of its table when it was made.
CREATE OR REPLACE VIEW analysis.tier_cuts AS SELECT * FROM tier_cuts;
