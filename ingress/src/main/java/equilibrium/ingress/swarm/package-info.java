/**
 * All swarms, in packed arrays: who is there, how they rank, and whom an asker is told about. No
 * object per peer, no allocation per announce.
 */
@NullMarked
package equilibrium.ingress.swarm;

import org.jspecify.annotations.NullMarked;
