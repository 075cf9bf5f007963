/** Secrets: random texts, and those that programs read from files. */
@NullMarked
package equilibrium.platform.secret;

import org.jspecify.annotations.NullMarked;
