/** Checks of state codecs, for the tests of every module that stores state. */
@NullMarked
package equilibrium.streams.testing;

import org.jspecify.annotations.NullMarked;
