/** Asks who would rise and who would fall under other rules. */
@NullMarked
package equilibrium.analyst.whatif;

import org.jspecify.annotations.NullMarked;
