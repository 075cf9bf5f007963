/**
 * Rules as pure folds: each keeps a little state about a session, a client or another group, and
 * says what it found. No Kafka, no clock.
 */
@NullMarked
package equilibrium.anomaly.fold;

import org.jspecify.annotations.NullMarked;
