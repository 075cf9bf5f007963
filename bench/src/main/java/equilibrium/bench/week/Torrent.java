package equilibrium.bench.week;

import org.jspecify.annotations.Nullable;

/**
 * Content that clients share.
 *
 * @param infoHash 40 hex digits
 * @param otherHash under which its clients announce it too; null: it is no hybrid
 * @param size bytes
 */
record Torrent(String infoHash, @Nullable String otherHash, long size) {}
