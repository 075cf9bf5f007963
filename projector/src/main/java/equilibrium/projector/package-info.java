/** Copies topics into PostgreSQL: rows and the offsets they came from in one transaction. */
@NullMarked
package equilibrium.projector;

import org.jspecify.annotations.NullMarked;
