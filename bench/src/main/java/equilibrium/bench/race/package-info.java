/**
 * Swarms that are simulated piece by piece: peers announce to the selection code of the ingress,
 * and what they are given decides how fast they download.
 */
@NullMarked
package equilibrium.bench.race;

import org.jspecify.annotations.NullMarked;
