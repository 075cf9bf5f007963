/**
 * Sends announces over HTTP, HTTPS and UDP as fast as a tracker answers, or at a fixed rate, checks
 * the replies, and measures the tracker's CPU time for each. It needs Linux.
 */
@NullMarked
package equilibrium.bench.load;

import org.jspecify.annotations.NullMarked;
