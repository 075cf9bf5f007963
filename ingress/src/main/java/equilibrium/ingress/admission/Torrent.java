package equilibrium.ingress.admission;

/** What the operator said of a torrent. */
public record Torrent(boolean allowed, boolean isPrivate) {}
