/**
 * What every program starts with: settings, the tracker's clock, its node, Kafka and PostgreSQL
 * access, and the endpoint that operators look at.
 */
@NullMarked
package equilibrium.platform;

import org.jspecify.annotations.NullMarked;
