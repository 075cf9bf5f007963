package equilibrium.anomaly.announce;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import equilibrium.anomaly.evidence.Found;
import equilibrium.anomaly.fold.FoldRule;
import equilibrium.anomaly.fold.Folds;
import equilibrium.schemas.event.Announced;
import equilibrium.schemas.event.PeerId;
import equilibrium.schemas.event.Position;
import equilibrium.schemas.event.TrackerIdVerdict;
import equilibrium.testing.event.SampleEvents;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/** The announces of one client, an interval of 1800 s apart unless they say otherwise. */
final class Script {
  static final long MB = 1_000_000;
  static final int INTERVAL = 1_800;

  private final String client;
  private final List<SeenAnnounce> announces = new ArrayList<>();

  /** Of a session whose peer id begins so. */
  Script(String client) {
    this.client = client;
  }

  static Script of(String client) {
    return new Script(client);
  }

  /** One more announce, at this second of the session. It echoes its tracker id. */
  Script at(long second, Consumer<Announced.Builder> change) {
    long atMs = SampleEvents.NOW + second * 1_000;
    var announced =
        SampleEvents.announced()
            .setPeerId(
                new PeerId((client + "-0123456789abcdefgh").substring(0, 20).getBytes(ISO_8859_1)))
            .setReceivedAtMs(atMs)
            .setTrackerId(TrackerIdVerdict.VALID)
            .setUploaded(0L)
            .setDownloaded(0L)
            .setLeft(0L);
    change.accept(announced);
    var place = new Position(0, (long) announces.size());
    announces.add(new SeenAnnounce(announced.build(), atMs, place, INTERVAL * 1_000L));
    return this;
  }

  /** So many more, an interval apart, the first at this second. */
  Script times(int number, long second, Consumer<Announced.Builder> change) {
    for (int i = 0; i < number; i++) {
      at(second + (long) i * INTERVAL, change);
    }
    return this;
  }

  List<SeenAnnounce> announces() {
    return announces;
  }

  /** What a rule finds in it. */
  List<Found> found(FoldRule<SeenAnnounce> rule) {
    return Folds.found(rule, announces, SeenAnnounce::atMs);
  }

  @Override
  public String toString() {
    return "%d announces of %s".formatted(announces.size(), client);
  }
}
