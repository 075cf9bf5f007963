/**
 * The Kafka side: publishes announces, reads those of other nodes, ticks, and forgets silent peers.
 */
@NullMarked
package equilibrium.ingress.log;

import org.jspecify.annotations.NullMarked;
