/** Finds reports of clients that cannot be true: entry point, settings and topology. */
@NullMarked
package equilibrium.anomaly;

import org.jspecify.annotations.NullMarked;
