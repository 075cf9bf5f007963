/**
 * The snapshot file: what a node knows, written every minute, so that it serves soon after a
 * restart even while Kafka and PostgreSQL are away.
 */
@NullMarked
package equilibrium.ingress.snapshot;

import org.jspecify.annotations.NullMarked;
