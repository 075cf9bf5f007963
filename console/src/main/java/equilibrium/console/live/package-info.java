/** Live events: one hub makes each event once for all viewers, and keeps what came last. */
@NullMarked
package equilibrium.console.live;

import org.jspecify.annotations.NullMarked;
