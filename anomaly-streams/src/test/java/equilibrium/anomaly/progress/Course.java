package equilibrium.anomaly.progress;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import equilibrium.anomaly.evidence.Found;
import equilibrium.anomaly.fold.FoldRule;
import equilibrium.anomaly.fold.Folds;
import equilibrium.anomaly.fold.Signal;
import equilibrium.schemas.event.Contribution;
import equilibrium.schemas.event.PeerId;
import equilibrium.schemas.event.Position;
import equilibrium.schemas.event.Role;
import equilibrium.testing.event.SampleEvents;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/** The contributions of one session, 1800 s apart, of a torrent of 10 GB. */
final class Course {
  static final long MB = 1_000_000;
  static final long GB = 1_000_000_000;
  static final long SIZE = 10 * GB;

  private final String client;
  private final List<Contribution> intervals = new ArrayList<>();

  private Course(String client) {
    this.client = client;
  }

  static Course of(String client) {
    return new Course(client);
  }

  /** One more interval of a seeder, unless it says otherwise. */
  Course then(Consumer<Contribution.Builder> change) {
    int number = intervals.size();
    var interval =
        SampleEvents.contribution()
            .setPeerId(
                new PeerId((client + "-0123456789abcdefgh").substring(0, 20).getBytes(ISO_8859_1)))
            .setSource(new Position(0, (long) number))
            .setAtMs(SampleEvents.NOW + number * 1_800_000L)
            .setSeconds(1_800)
            .setSizeBytes(SIZE)
            .setLeechers(2);
    change.accept(interval);
    intervals.add(interval.build());
    return this;
  }

  /** One more interval of a leecher. */
  Course leeching(long downloaded, long left) {
    return then(interval -> interval.setRole(Role.LEECHER).setDownloaded(downloaded).setLeft(left));
  }

  List<Found> found(FoldRule<Contribution> rule) {
    return Folds.found(rule, intervals, Contribution::getAtMs);
  }

  List<Signal> signals(FoldRule<Contribution> rule) {
    return Folds.signals(rule, intervals, Contribution::getAtMs);
  }
}
