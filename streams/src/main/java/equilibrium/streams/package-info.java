/**
 * What the programs on Kafka Streams share: how they start, fail, report and name their nodes. It
 * contains no rule of either program.
 */
@NullMarked
package equilibrium.streams;

import org.jspecify.annotations.NullMarked;
