/** The settings of all programs, and their reload. */
@NullMarked
package equilibrium.standalone.config;

import org.jspecify.annotations.NullMarked;
