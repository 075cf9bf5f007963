/** The whole tracker in one process, and the {@code equilibrium} command. */
@NullMarked
package equilibrium.standalone;

import org.jspecify.annotations.NullMarked;
