/** The processor that applies the rules to the contributions of a client, and its stored state. */
@NullMarked
package equilibrium.anomaly.stream;

import org.jspecify.annotations.NullMarked;
