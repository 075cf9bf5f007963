/**
 * The contract between the programs: topics with their types, the ids that key them, and how values
 * are written. Nothing here decides anything.
 */
@NullMarked
package equilibrium.schemas;

import org.jspecify.annotations.NullMarked;
