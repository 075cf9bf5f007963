/**
 * A Kafka broker inside this process: the one that {@code up} runs, that bench measures on, and
 * that integration tests run on without Docker.
 */
@NullMarked
package equilibrium.broker;

import org.jspecify.annotations.NullMarked;
