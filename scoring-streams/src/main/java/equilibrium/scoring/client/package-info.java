/**
 * One client: sums, score and tier; and the population that sets the tier cuts. Pure; knows no
 * Kafka.
 */
@NullMarked
package equilibrium.scoring.client;

import org.jspecify.annotations.NullMarked;
