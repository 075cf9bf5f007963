/** One peer in one swarm: each announce is compared with the previous one. Pure; knows no Kafka. */
@NullMarked
package equilibrium.scoring.session;

import org.jspecify.annotations.NullMarked;
