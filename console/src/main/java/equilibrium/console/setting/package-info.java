/** Settings of all nodes, and what operators set through the console while programs run. */
@NullMarked
package equilibrium.console.setting;

import org.jspecify.annotations.NullMarked;
