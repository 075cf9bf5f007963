/** Rules that add up what rules over sessions saw of one client: R5 and T1. */
@NullMarked
package equilibrium.anomaly.client;

import org.jspecify.annotations.NullMarked;
