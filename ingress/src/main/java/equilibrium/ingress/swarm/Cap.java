package equilibrium.ingress.swarm;

import equilibrium.ingress.memory.HotPath;

/** The limit that kept a peer from being entered into a swarm. */
@HotPath
public enum Cap {
  NONE,
  /** There is no such swarm, and the announce must not create one. */
  NEW_SWARMS,
  SWARMS,
  PEERS,
  PEERS_PER_SWARM,
  PEERS_PER_ADDRESS
}
