package equilibrium.standalone.differential;

import static org.assertj.core.api.Assertions.assertThat;

import equilibrium.standalone.TrackerFixture;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The same requests to this tracker and to opentracker, one after the other. Where their answers
 * differ, the difference must be one that is meant.
 */
class DifferentialIT {
  private static final int REQUESTS = Integer.getInteger("differential.requests", 2_000);
  private static final long SEED = Long.getLong("differential.seed", 1);

  /** Connection ids are good for two minutes. */
  private static final Duration FRESH_IDS_EVERY = Duration.ofMinutes(1);

  /** Nobody is held back, and hardly anybody is early too often, though requests come fast. */
  static final Map<String, String> SETTINGS =
      Map.of(
          "selection.gate", "off",
          "ingress.min-interval", "1s",
          "limits.early-announces", "7");

  @TempDir Path folder;

  Map<String, String> settings() {
    return SETTINGS;
  }

  private final Map<Difference, Integer> tally = new EnumMap<>(Difference.class);

  @Test
  void everyDifferenceFromOpentrackerIsMeant() throws Exception {
    var unexplained = new ArrayList<String>();
    var random = new SplittableRandom(SEED);
    var swarms = new TestSwarms(random);
    try (var opentracker = Opentracker.serving(swarms.infoHashes(), folder.resolve("opentracker"));
        var equilibrium = TrackerFixture.on(folder.resolve("equilibrium"), settings())) {
      equilibrium.run("torrents", "deny", swarms.deniedInfoHash());
      var script = new Script(random, swarms);
      var comparison = new Comparison(swarms);
      var ours = new Tracker(URI.create(equilibrium.announceUrl("http")).getPort(), true);
      var theirs = new Tracker(opentracker.port(), false);
      long idsSince = System.nanoTime();
      for (int i = 0; i < REQUESTS; i++) {
        if (System.nanoTime() - idsSince > FRESH_IDS_EVERY.toNanos()) {
          ours.forgetConnectionIds();
          theirs.forgetConnectionIds();
          idsSince = System.nanoTime();
        }
        var request = script.next();
        var answers = new Comparison.Answers(ours.ask(request), theirs.ask(request));
        if (answers.theirs() instanceof Answer.Status && request.plainer() != null) {
          theirs.ask(request, request.plainer());
        }
        for (Difference difference : comparison.differences(request, answers)) {
          tally.merge(difference, 1, Integer::sum);
          if (difference == Difference.UNEXPLAINED) {
            unexplained.add("%d %s: %s".formatted(i, request, answers));
          }
        }
      }
    }

    System.out.println(summary());
    assertThat(unexplained.stream().limit(10)).isEmpty();
    assertThat(tally).as("each meant difference came up").hasSize(Difference.values().length - 1);
  }

  private String summary() {
    var summary =
        new StringBuilder("%d requests to both trackers, %s:\n".formatted(REQUESTS, settings()));
    tally.forEach(
        (difference, count) -> summary.append("%8d  %s\n".formatted(count, difference.reason())));
    return summary.toString();
  }
}
