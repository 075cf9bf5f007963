/** Looks for announces in the log, backwards, within limits. */
@NullMarked
package equilibrium.console.search;

import org.jspecify.annotations.NullMarked;
