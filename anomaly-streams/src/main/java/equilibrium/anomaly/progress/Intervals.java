package equilibrium.anomaly.progress;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import equilibrium.anomaly.evidence.Found.Place;
import equilibrium.anomaly.evidence.Subject;
import equilibrium.schemas.event.Contribution;
import java.util.Set;

/** What rules ask of a contribution. */
public final class Intervals {
  private static final int PREFIX = 3;

  /** Bytes received, kept or not: corrupt and redundant ones were sent by somebody too. */
  static long received(Contribution interval) {
    long sum = interval.getDownloaded() + interval.getCorrupt() + interval.getRedundant();
    return sum < 0 ? Long.MAX_VALUE / 4 : Math.min(sum, Long.MAX_VALUE / 4);
  }

  static boolean isOneOf(Contribution interval, Set<String> clients) {
    return clients.contains(new String(interval.getPeerId().bytes(), 0, PREFIX, ISO_8859_1));
  }

  static Place place(Contribution interval) {
    return Place.of(interval.getInfoHash(), interval.getPeerId());
  }

  /** Ingress publishes only announces whose source was proved. */
  public static Subject subject(Contribution interval) {
    return new Subject(interval.getClientId(), interval.getIdentity(), interval.getAtMs(), true);
  }

  private Intervals() {}
}
