/** One swarm: counts, episodes, settlement, and what seeding is worth. Pure; knows no Kafka. */
@NullMarked
package equilibrium.scoring.swarm;

import org.jspecify.annotations.NullMarked;
