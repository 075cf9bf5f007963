/**
 * Who got a suspect as a peer from this tracker, and is to be warned. Pure functions of announces,
 * hand-outs and suspicions; nothing here knows Kafka.
 */
@NullMarked
package equilibrium.anomaly.exposure;

import org.jspecify.annotations.NullMarked;
