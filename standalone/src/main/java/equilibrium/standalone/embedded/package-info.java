/**
 * The Kafka broker and the PostgreSQL server that {@code up} runs by itself, and their data folder.
 */
@NullMarked
package equilibrium.standalone.embedded;

import org.jspecify.annotations.NullMarked;
