package equilibrium.ingress.admission;

/** Which torrents are served. Denied torrents never are. */
public enum TorrentAdmission {
  OPEN,
  REGISTERED
}
