/** Reads swarms without changing them: for previews of a reply, counts by tier, and lists. */
@NullMarked
package equilibrium.ingress.swarm.inspect;

import org.jspecify.annotations.NullMarked;
