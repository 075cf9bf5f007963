package equilibrium.console.shape;

import org.jspecify.annotations.Nullable;

/** What a scrape would say of a torrent, and whether it is registered. */
public record TorrentCounts(String infoHash, @Nullable String state, long seeders, long leechers, long completed) {}
