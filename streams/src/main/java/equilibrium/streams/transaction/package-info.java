/** Puts right what Kafka's transactions leave behind when a broker loses records or is too slow. */
@NullMarked
package equilibrium.streams.transaction;

import org.jspecify.annotations.NullMarked;
