/** The bytes of stored state, and of records between two stages of the topology. */
@NullMarked
package equilibrium.scoring.stream.codec;

import org.jspecify.annotations.NullMarked;
