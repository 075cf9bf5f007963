/**
 * Makes the tables of a topic anew from the log, beside the rows that readers use, and puts the
 * difference into them in one transaction (docs/explain/projection.md).
 */
@NullMarked
package equilibrium.projector.rebuild;

import org.jspecify.annotations.NullMarked;
