package equilibrium.ingress.admission;

/** Which torrents hold their seeders back from lower tiers at first. */
public enum Gate {
  ALL,
  PRIVATE,
  OFF
}
