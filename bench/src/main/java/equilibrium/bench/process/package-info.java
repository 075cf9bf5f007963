/** Starts the programs of one tracker as real processes, on 127.0.0.1 alone, and ends them. */
@NullMarked
package equilibrium.bench.process;

import org.jspecify.annotations.NullMarked;
