/**
 * One swarm: totals, episodes and their settlement, and what seeding is worth. Pure; knows no
 * Kafka.
 */
@NullMarked
package equilibrium.scoring.swarm;

import org.jspecify.annotations.NullMarked;
