/** Runs topologies in this process without a broker, with stores on the heap. */
@NullMarked
package equilibrium.streams.offline;

import org.jspecify.annotations.NullMarked;
