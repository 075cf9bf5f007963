/** Kafka and PostgreSQL servers for the integration tests of all modules. */
@NullMarked
package equilibrium.testing;

import org.jspecify.annotations.NullMarked;
