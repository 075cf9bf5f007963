/** The processors that fold findings and decisions into suspicions, with their stores. */
@NullMarked
package equilibrium.anomaly.suspicion.stream;

import org.jspecify.annotations.NullMarked;
