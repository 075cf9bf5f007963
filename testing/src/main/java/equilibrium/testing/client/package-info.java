/**
 * A BitTorrent client's side of the tracker over raw sockets: HTTP, UDP (BEP 15) and the
 * replicated-tracker document. Nothing here knows the tracker's own code.
 */
@NullMarked
package equilibrium.testing.client;

import org.jspecify.annotations.NullMarked;
