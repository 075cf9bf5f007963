package equilibrium.ingress.admission;

/** A torrent that the operator has allowed or denied. */
public record Torrent(boolean allowed, boolean isPrivate) {}
