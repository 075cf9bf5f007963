/** The analyst's commands. */
@NullMarked
package equilibrium.analyst.command;

import org.jspecify.annotations.NullMarked;
