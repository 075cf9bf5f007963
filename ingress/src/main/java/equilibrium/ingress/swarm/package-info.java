/**
 * All swarms, in packed arrays: their peers, the tiers of their clients, and the selection of the
 * peers of a reply. No object for a peer, no allocation for an announce.
 */
@NullMarked
package equilibrium.ingress.swarm;

import org.jspecify.annotations.NullMarked;
