/**
 * Asks trackers as a client would, without a transfer and without libtorrent: whether one would be
 * served, and who is in a swarm.
 */
@NullMarked
package equilibrium.peer.check;

import org.jspecify.annotations.NullMarked;
