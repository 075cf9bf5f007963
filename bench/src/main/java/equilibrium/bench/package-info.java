/** Generates loads and measures how much CPU, memory and disk the programs need for them. */
@NullMarked
package equilibrium.bench;

import org.jspecify.annotations.NullMarked;
