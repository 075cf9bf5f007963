/** Kafka Streams processors, state stores and codecs around the pure folds. */
@NullMarked
package equilibrium.scoring.stream;

import org.jspecify.annotations.NullMarked;
