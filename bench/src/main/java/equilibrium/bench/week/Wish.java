package equilibrium.bench.week;

/**
 * A client wants a torrent.
 *
 * @param atMs tracker time since the begin of the week
 */
record Wish(long atMs, Client client, Torrent torrent) {}
