/** Rules that read announces as clients sent them: P1, P2, P3, E1, E2, L3, T1, T2, F1, F2, Y1. */
@NullMarked
package equilibrium.anomaly.announce;

import org.jspecify.annotations.NullMarked;
