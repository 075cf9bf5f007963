package equilibrium.ingress.admission;

/** What a client is known by (docs/architecture.md 4). */
public enum Identities {
  KEY_OR_ADDRESS,
  KEY,
  PEER_ID
}
