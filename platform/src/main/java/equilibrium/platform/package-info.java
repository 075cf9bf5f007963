/**
 * What every program starts with: settings, the tracker's clock, the node's identity, access to
 * Kafka and PostgreSQL, and the HTTP endpoints for operators.
 */
@NullMarked
package equilibrium.platform;

import org.jspecify.annotations.NullMarked;
