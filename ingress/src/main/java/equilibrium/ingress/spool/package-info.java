/**
 * A local log of events on disk, for the time when Kafka does not take them and for power cuts that
 * Kafka does not survive. An event counts as stored once it is on disk (fsync).
 */
@NullMarked
package equilibrium.ingress.spool;

import org.jspecify.annotations.NullMarked;
