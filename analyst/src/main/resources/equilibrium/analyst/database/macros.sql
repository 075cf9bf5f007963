-- What a decayed sum's cell is worth at a time (docs/explain/scoring.md).
CREATE OR REPLACE MACRO cell_value(amount, epoch, half_life_seconds, t) AS
  amount * pow(2, epoch - epoch_ms(t::TIMESTAMP) / 1000.0 / half_life_seconds);
-- The tier of a score: how many cuts it is above.
CREATE OR REPLACE MACRO tier_of(score, cut_1, cut_2, cut_3) AS
  (score > cut_1)::INTEGER + (score > cut_2)::INTEGER + (score > cut_3)::INTEGER;
-- What was in force at a time: the last record of each key that was appended before it.
CREATE OR REPLACE MACRO standings_asof(t) AS TABLE
  SELECT * FROM (
    SELECT * FROM standings WHERE appended_at <= t::TIMESTAMP
    QUALIFY row_number() OVER (PARTITION BY client_id ORDER BY log_offset DESC) = 1)
  WHERE NOT deleted;
CREATE OR REPLACE MACRO balances_asof(t) AS TABLE
  SELECT * FROM (
    SELECT * FROM balances WHERE appended_at <= t::TIMESTAMP
    QUALIFY row_number() OVER (PARTITION BY info_hash ORDER BY log_offset DESC) = 1)
  WHERE NOT deleted;
CREATE OR REPLACE MACRO suspicions_asof(t) AS TABLE
  SELECT * FROM (
    SELECT * FROM suspicions WHERE appended_at <= t::TIMESTAMP
    QUALIFY row_number() OVER (PARTITION BY client_id ORDER BY log_offset DESC) = 1)
  WHERE NOT deleted;
CREATE OR REPLACE MACRO interventions_asof(t) AS TABLE
  SELECT * FROM (
    SELECT * FROM interventions WHERE appended_at <= t::TIMESTAMP
    QUALIFY row_number() OVER (PARTITION BY info_hash, recipient ORDER BY log_offset DESC) = 1)
  WHERE NOT deleted AND from_at <= t::TIMESTAMP AND until_at > t::TIMESTAMP;
CREATE OR REPLACE MACRO cuts_asof(t) AS TABLE
  SELECT * FROM cuts WHERE appended_at <= t::TIMESTAMP ORDER BY log_offset DESC LIMIT 1;
