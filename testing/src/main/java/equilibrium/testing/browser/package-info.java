/** A real browser, for tests of the operators' page. */
@NullMarked
package equilibrium.testing.browser;

import org.jspecify.annotations.NullMarked;
