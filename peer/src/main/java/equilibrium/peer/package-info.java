/**
 * A BitTorrent peer that asks a tracker for peers, downloads, uploads, and remembers the chunks it
 * has. libtorrent moves the bytes; {@link equilibrium.peer.Session} alone knows it.
 */
@NullMarked
package equilibrium.peer;

import org.jspecify.annotations.NullMarked;
