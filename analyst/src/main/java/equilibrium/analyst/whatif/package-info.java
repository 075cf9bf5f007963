/** Asks who would rise, who would fall and who would be found under other rules. */
@NullMarked
package equilibrium.analyst.whatif;

import org.jspecify.annotations.NullMarked;
