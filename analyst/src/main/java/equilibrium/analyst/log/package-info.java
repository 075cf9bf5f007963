/** Reads exact offset ranges of topics, by {@code assign} and without a consumer group. */
@NullMarked
package equilibrium.analyst.log;

import org.jspecify.annotations.NullMarked;
