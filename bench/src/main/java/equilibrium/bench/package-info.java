/** Loads that are made up, and what the programs need for them. */
@NullMarked
package equilibrium.bench;

import org.jspecify.annotations.NullMarked;
