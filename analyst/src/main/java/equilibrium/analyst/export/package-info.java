/** Exports topics to files, once or going on. */
@NullMarked
package equilibrium.analyst.export;

import org.jspecify.annotations.NullMarked;
