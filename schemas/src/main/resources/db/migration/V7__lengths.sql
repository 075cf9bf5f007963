-- How long ids are, in the tables that an ingress reads. The projector writes no others, but a row put in or
-- changed by hand may be anything, and one that an ingress cannot read keeps it from reading all that follow.
-- Where such a row is there already, this fails and names the table: correct or delete it, then migrate again.
SET LOCAL ROLE equilibrium_owner;

ALTER TABLE client_standings
  ADD CONSTRAINT client_standings_lengths CHECK (octet_length(client_id) = 16);

ALTER TABLE registrations
  ADD CONSTRAINT registrations_lengths CHECK (octet_length(info_hash) = 20);

-- No previous key is one of good length.
ALTER TABLE announce_keys
  ADD CONSTRAINT announce_keys_lengths CHECK (
    octet_length(client_id) = 16 AND octet_length(key_id) = 16 AND octet_length(previous_key_id) = 16);

ALTER TABLE peers
  ADD CONSTRAINT peers_lengths CHECK (
    octet_length(info_hash) = 20 AND octet_length(peer_id) = 20 AND octet_length(client_id) = 16
    AND octet_length(address) = 16);

ALTER TABLE swarm_balances
  ADD CONSTRAINT swarm_balances_lengths CHECK (octet_length(info_hash) = 20);
