/** The whole tracker in one process: start, messages, stop. */
@NullMarked
package equilibrium.standalone.run;

import org.jspecify.annotations.NullMarked;
