package equilibrium.bench.world;

import java.util.List;

/**
 * Client programs and how they report (docs/policy.md 1.2). Shares are a guess at a mixed tracker.
 */
enum Program {
  QBITTORRENT("-qB5120-", "qBittorrent/5.1.2", 38, Downloaded.PAYLOAD, 200),
  LIBTORRENT("-LT20B0-", "libtorrent/2.0.11", 3, Downloaded.PAYLOAD, 200),
  DELUGE("-DE220s-", "Deluge/2.2.0 libtorrent/2.0.11", 7, Downloaded.PAYLOAD, 200),
  TRANSMISSION("-TR4060-", "Transmission/4.0.6", 20, Downloaded.PIECES, 80),
  RTORRENT("-lt0E10-", "rtorrent/0.15.1/0.15.1", 8, Downloaded.PIECES, -1),
  ARIA2("A2-1-37-0-", "aria2/1.37.0", 4, Downloaded.ALL, 50),
  BIGLYBT("-BI3800-", "BiglyBT 3.8.0.0", 6, Downloaded.PAYLOAD, 100),
  UTORRENT("-UT360S-", "uTorrent/360(110600)", 12, Downloaded.PAYLOAD, 200),
  WEBTORRENT("-WW0200-", "WebTorrent/2.5.19", 2, Downloaded.ON_DISK, 50);

  /** What a program calls downloaded. */
  enum Downloaded {
    /** Received, web seeds included, without what was corrupt or redundant. */
    PAYLOAD,
    /** Whole verified pieces from peers, without web seeds. */
    PIECES,
    /** Everything received, duplicates and mirrors included. */
    ALL,
    /** Verified bytes on disk, with those present before the start. */
    ON_DISK
  }

  private final String prefix;
  private final String userAgent;
  private final int share;
  private final Downloaded downloaded;
  private final int numWant;

  Program(String prefix, String userAgent, int share, Downloaded downloaded, int numWant) {
    this.prefix = prefix;
    this.userAgent = userAgent;
    this.share = share;
    this.downloaded = downloaded;
    this.numWant = numWant;
  }

  static Program draw(Dice dice) {
    int drawn = dice.below(100);
    for (var program : values()) {
      drawn -= program.share;
      if (drawn < 0) {
        return program;
      }
    }
    return QBITTORRENT;
  }

  String prefix() {
    return prefix;
  }

  String userAgent() {
    return userAgent;
  }

  Downloaded downloaded() {
    return downloaded;
  }

  /** Peers asked for; negative: not sent. */
  int numWant() {
    return numWant;
  }

  boolean isLibtorrent() {
    return this == QBITTORRENT || this == LIBTORRENT || this == DELUGE;
  }

  /** Whether it echoes the tracker id; what µTorrent does is unknown. */
  boolean echoes() {
    return this != UTORRENT;
  }

  /** One peer id for all torrents. */
  boolean hasOnePeerId() {
    return this == ARIA2;
  }

  boolean usesWebSeeds() {
    return this != RTORRENT;
  }

  /** Whether it announces once from each of its addresses. */
  boolean usesAllAddresses() {
    return isLibtorrent() || this == TRANSMISSION || this == RTORRENT;
  }

  boolean sendsKey() {
    return this != WEBTORRENT;
  }

  boolean sendsPaused() {
    return isLibtorrent() || this == TRANSMISSION;
  }

  boolean mayUseUdp() {
    return isLibtorrent() || this == UTORRENT;
  }

  /** Seconds between announces: aria2 takes the tracker's minimum interval. */
  int intervalSeconds() {
    return this == ARIA2 ? 900 : 1_800;
  }

  /** What it calls left before it has the metadata; negative: it begins with the metadata. */
  long leftWithoutMetadata() {
    return switch (this) {
      case QBITTORRENT, LIBTORRENT, DELUGE, WEBTORRENT -> 16_384;
      case TRANSMISSION -> Long.MAX_VALUE;
      case RTORRENT, ARIA2, BIGLYBT, UTORRENT -> -1;
    };
  }

  /** Parameters that never change, beside those of every program; names and values in turn. */
  List<String> constants() {
    return switch (this) {
      case QBITTORRENT, LIBTORRENT, DELUGE ->
          List.of("compact", "1", "no_peer_id", "1", "supportcrypto", "1");
      case TRANSMISSION -> List.of("compact", "1", "supportcrypto", "1");
      case RTORRENT -> List.of("compact", "1");
      case ARIA2 -> List.of("compact", "1", "no_peer_id", "1", "supportcrypto", "1");
      case BIGLYBT -> List.of("compact", "1", "no_peer_id", "1", "azver", "3", "azq", "1");
      case UTORRENT -> List.of("compact", "1", "no_peer_id", "1");
      case WEBTORRENT -> List.of("compact", "1");
    };
  }
}
