package equilibrium.bench.world;

import equilibrium.bench.trace.Label;

/**
 * What a client is. The attacks are those of docs/policy.md 2.1, with figures from their sources.
 */
public enum Kind {
  HONEST(Label.HONEST, false),

  /** Emulator: claims to seed popular torrents, 30 to 160 kB/s in all. */
  JOAL("joal", true),

  /** Emulator: a constant rate in each of three torrents, rounded to 16 KiB. */
  RATIOMASTER("ratiomaster", true),

  /** Emulator: sends {@code started} in every announce. */
  RATIO_SPOOF("ratio-spoof", true),

  /** Emulator: claims hundreds of megabytes a second in a few swarms. */
  FLOODER("flooder", true),

  /** Proxy before a real client: multiplies real uploads by 5 to 9 where five leech. */
  RATIOGHOST("ratioghost", false),

  /** The same proxy, which hides downloads: nothing downloaded, left never changes. */
  GHOST_LEECH("ghost-leech", false),

  /** Real client that reports 1.5 times what it sent. */
  OVER_150("over-1.5", false),

  /** Real client that reports 1.2 times what it sent. */
  OVER_120("over-1.2", false),

  /** Real client that reports no download, but its progress. */
  HIDDEN("hidden", false),

  /** Honest, but reports everything under two peer ids. */
  DOUBLER("doubler", false),

  /** Broken: discards most of what it receives, and downloads it again. */
  BROKEN_DOWNLOAD("broken-download", false),

  /** Broken: loses data again and again, so left rises. */
  BROKEN_LEFT("broken-left", false);

  private final String label;
  private final boolean emulates;

  Kind(String label, boolean emulates) {
    this.label = label;
    this.emulates = emulates;
  }

  public String label() {
    return label;
  }

  /** Whether it announces sessions behind which there is no client. */
  boolean emulates() {
    return emulates;
  }

  boolean cheats() {
    return switch (this) {
      case JOAL,
          RATIOMASTER,
          RATIO_SPOOF,
          FLOODER,
          RATIOGHOST,
          GHOST_LEECH,
          OVER_150,
          OVER_120,
          HIDDEN ->
          true;
      case HONEST, DOUBLER, BROKEN_DOWNLOAD, BROKEN_LEFT -> false;
    };
  }
}
