/**
 * The Kafka side: publishes announces, reads those of other nodes, reports this node as a member,
 * and removes peers that have stopped announcing.
 */
@NullMarked
package equilibrium.ingress.log;

import org.jspecify.annotations.NullMarked;
