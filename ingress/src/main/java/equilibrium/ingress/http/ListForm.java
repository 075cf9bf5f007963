package equilibrium.ingress.http;

/**
 * How a client wants its peers.
 *
 * @param compact as one string (BEP 23)
 * @param withPeerIds with their ids, if they come as dictionaries
 */
record ListForm(boolean compact, boolean withPeerIds) {}
