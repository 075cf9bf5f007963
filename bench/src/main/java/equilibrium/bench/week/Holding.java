package equilibrium.bench.week;

/**
 * What a client has at the begin of the week, and seeds.
 *
 * @param untilMs tracker time since the begin; {@link Long#MAX_VALUE}: to the end
 */
record Holding(Client client, Torrent torrent, long untilMs) {}
