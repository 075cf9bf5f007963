package equilibrium.ingress.swarm;

import equilibrium.ingress.memory.HotPath;

/** What a peer is in its swarm. */
@HotPath
public enum Role {
  LEECHER,
  /** Has all it wants but not all there is (BEP 21). */
  PARTIAL_SEEDER,
  SEEDER,
  /** Its session has stopped. */
  GONE
}
