/** Folds the log again by scoring's own topology, and compares the result with what is in force. */
@NullMarked
package equilibrium.analyst.replay;

import org.jspecify.annotations.NullMarked;
