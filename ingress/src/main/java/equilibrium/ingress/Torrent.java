package equilibrium.ingress;

/** What the operator said of a torrent. */
record Torrent(boolean allowed, boolean isPrivate) {}
