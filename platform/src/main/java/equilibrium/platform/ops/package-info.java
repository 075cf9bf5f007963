/** The pages by which an operator's tools watch a process, and the port that serves them. */
@NullMarked
package equilibrium.platform.ops;

import org.jspecify.annotations.NullMarked;
