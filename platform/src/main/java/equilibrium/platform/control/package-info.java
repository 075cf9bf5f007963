/**
 * Changes that operators make: published to Kafka, and done when PostgreSQL has them. Commands and
 * the console share it.
 */
@NullMarked
package equilibrium.platform.control;

import org.jspecify.annotations.NullMarked;
