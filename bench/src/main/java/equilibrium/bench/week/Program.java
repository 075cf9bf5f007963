package equilibrium.bench.week;

import java.util.SplittableRandom;

/** Client programs, by the begin of their peer ids (BEP 20), with their shares of the clients. */
enum Program {
  QBITTORRENT("qB4500", 0.5),
  TRANSMISSION("TR4060", 0.3),
  DELUGE("DE2110", 0.14),
  /** Announces every {@link #EARLY_MS}, whatever the tracker says. */
  HASTY("XH0100", 0.06);

  /** Sooner than half of the shortest interval, so each is early; tracker time. */
  static final long EARLY_MS = 5 * 60_000;

  private final String code;
  private final double share;

  Program(String code, double share) {
    this.code = code;
    this.share = share;
  }

  /** As column {@code client_program} has it. */
  String code() {
    return code;
  }

  double share() {
    return share;
  }

  /** Whether its announces ignore the interval. */
  boolean isHasty() {
    return this == HASTY;
  }

  /** A peer id of 20 ASCII letters and digits. */
  String peerId(SplittableRandom random) {
    var id = new StringBuilder("-").append(code).append('-');
    while (id.length() < 20) {
      id.append((char) ('a' + random.nextInt(26)));
    }
    return id.toString();
  }
}
