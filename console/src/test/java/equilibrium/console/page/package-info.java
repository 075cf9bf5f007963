/** Shows the operators' page in a real browser. */
@NullMarked
package equilibrium.console.page;

import org.jspecify.annotations.NullMarked;
