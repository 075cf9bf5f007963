/**
 * Files that are named by the offsets they hold, so that no record is in two files and none is
 * missing.
 */
@NullMarked
package equilibrium.analyst.archive;

import org.jspecify.annotations.NullMarked;
