-- The tables of the replicated-tracker design (its section 3), made of the peers that are listed now. They
-- tell addresses: for operators, not for analysts. Each is computed anew, for all peers, when it is read.
SET LOCAL ROLE equilibrium_owner;

-- Numbers every endpoint. Its id is 31 bits of a hash of address and port, so it stays the same wherever
-- and whenever the endpoint is listed. Where two hashes meet, the endpoint that comes later takes the next
-- free number (place + running maximum of home - place is just that): only among such neighbours can an
-- id move, by the coming or going of one of them. The space above the hashes is for the last ones.
CREATE VIEW endpoints AS
  WITH listed AS (
    SELECT DISTINCT address, port,
      ('x' || left(encode(sha256(address || int4send(port)), 'hex'), 8))::bit(32)::bigint % 2130706432 AS home
    FROM peers WHERE NOT deleted AND address_key = 0
  ), placed AS (
    SELECT address, port, home, row_number() OVER (ORDER BY home, address, port) AS place FROM listed
  )
  SELECT address, port, (place + max(home - place) OVER (ORDER BY place))::integer AS id FROM placed;

-- host: IPv4 with dots, IPv6 as RFC 5952 has it.
CREATE VIEW peer_info AS
  SELECT id,
    regexp_replace(
      host(regexp_replace(encode(address, 'hex'), '(.{4})(?=.)', '\1:', 'g')::inet),
      '^::ffff:(?=[0-9]+[.])', '')::varchar(255) AS host,
    port
  FROM endpoints;

-- sha1: the info-hash in hex.
CREATE VIEW contents AS
  SELECT DISTINCT encode(info_hash, 'hex')::char(40) AS sha1, id AS peer_id
  FROM peers JOIN endpoints USING (address, port)
  WHERE NOT deleted AND address_key = 0;

GRANT SELECT ON peer_info, contents TO console;
