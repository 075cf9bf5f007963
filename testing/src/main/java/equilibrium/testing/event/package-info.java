/** Events for tests: complete, with defaults that a test overrides where they matter to it. */
@NullMarked
package equilibrium.testing.event;

import org.jspecify.annotations.NullMarked;
