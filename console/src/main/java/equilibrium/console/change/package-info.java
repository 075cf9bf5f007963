/** What operators change: published to Kafka, awaited in PostgreSQL, recorded in topic audit. */
@NullMarked
package equilibrium.console.change;

import org.jspecify.annotations.NullMarked;
