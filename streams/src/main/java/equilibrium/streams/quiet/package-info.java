/** Longer waits of Kafka Streams while nothing comes. */
@NullMarked
package equilibrium.streams.quiet;

import org.jspecify.annotations.NullMarked;
