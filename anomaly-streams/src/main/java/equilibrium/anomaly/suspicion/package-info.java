/**
 * How suspicious a client is: the findings about it, weighed together, and what follows of them.
 * Pure functions of findings, decisions and event time; nothing here knows Kafka.
 */
@NullMarked
package equilibrium.anomaly.suspicion;

import org.jspecify.annotations.NullMarked;
