/** Real servers for the integration tests of all modules. */
@NullMarked
package equilibrium.platform.testing;

import org.jspecify.annotations.NullMarked;
