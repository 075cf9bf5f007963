/** Measures what an announce costs a tracker, in rounds beside another tracker. It needs Linux. */
@NullMarked
package equilibrium.bench.announce;

import org.jspecify.annotations.NullMarked;
