/** Values of state stores and internal topics as bytes, with the version of their layout. */
@NullMarked
package equilibrium.streams.codec;

import org.jspecify.annotations.NullMarked;
