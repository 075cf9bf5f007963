/**
 * Figures and pictures, each made once for all viewers: positions in Kafka, aggregates of
 * PostgreSQL at a bounded share of it, the verdict, and 24 h of history.
 */
@NullMarked
package equilibrium.console.stats;

import org.jspecify.annotations.NullMarked;
