/** Figures of every node over 24 h, from topic {@code vitals}, in memory of a bounded size. */
@NullMarked
package equilibrium.console.vitals;

import org.jspecify.annotations.NullMarked;
