/** Reads PostgreSQL over few connections, and turns rows into values. */
@NullMarked
package equilibrium.console.store;

import org.jspecify.annotations.NullMarked;
