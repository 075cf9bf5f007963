/** Writes many rows of one table by one SQL statement. */
@NullMarked
package equilibrium.projector.table;

import org.jspecify.annotations.NullMarked;
