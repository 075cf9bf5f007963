/** Drills: parts of a process that operators stop for a time, to see that the others carry on. */
@NullMarked
package equilibrium.platform.drill;

import org.jspecify.annotations.NullMarked;
