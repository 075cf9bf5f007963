/**
 * The order in which records of several partitions are applied to a client, so that every replay
 * applies them alike, however the partitions interleave.
 */
@NullMarked
package equilibrium.anomaly.order;

import org.jspecify.annotations.NullMarked;
