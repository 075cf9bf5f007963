/**
 * Rules that read contributions, which are the differences between two counted announces of a
 * session: L1, L2, L4, R4 and the session part of R5.
 */
@NullMarked
package equilibrium.anomaly.progress;

import org.jspecify.annotations.NullMarked;
