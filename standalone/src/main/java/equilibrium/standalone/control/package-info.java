/** Changes by operators: published to Kafka, then awaited in PostgreSQL. */
@NullMarked
package equilibrium.standalone.control;

import org.jspecify.annotations.NullMarked;
