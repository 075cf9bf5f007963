/** Judges findings again, by detection's own topology and the records that they rest on. */
@NullMarked
package equilibrium.analyst.judge;

import org.jspecify.annotations.NullMarked;
