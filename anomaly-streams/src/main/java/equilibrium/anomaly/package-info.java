/** Finds reports that cannot be true. */
@NullMarked
package equilibrium.anomaly;

import org.jspecify.annotations.NullMarked;
