package equilibrium.scoring.stream;

import static equilibrium.schemas.event.AnnounceEvent.NONE;
import static equilibrium.schemas.event.AnnounceEvent.STARTED;
import static equilibrium.scoring.stream.Announces.GIB;
import static equilibrium.scoring.stream.Announces.HOUR;
import static org.assertj.core.api.Assertions.assertThat;

import equilibrium.schemas.Topics;
import equilibrium.schemas.event.AnnounceEvent;
import equilibrium.schemas.event.Announced;
import equilibrium.schemas.event.Contribution;
import equilibrium.schemas.event.EventId;
import equilibrium.schemas.event.Position;
import equilibrium.schemas.event.SwarmBalance;
import equilibrium.scoring.rules.RulesFile;
import equilibrium.scoring.rules.ScoringRules;
import equilibrium.scoring.stream.Announces.Report;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.RepetitionInfo;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The same history gives the same results, also with copies of its announces. */
class ReplayTest {
  private static final List<AnnounceEvent> EVENTS = List.of(AnnounceEvent.values());

  private static final String FILE =
      """
      version = 1000
      [score]
      seeding-time = 350
      recent-seeding-size = 300
      [half-lives]
      recent = "14d"
      [cuts]
      quantiles = [0.40, 0.70, 0.90]
      """;

  @TempDir private Path data;
  private final Announces announces = new Announces();

  /**
   * One history as it was, and the same with copies in it: at once, and late by up to four hours,
   * also of starts, also after stops.
   */
  @RepeatedTest(10)
  void copiesChangeNoTotal(RepetitionInfo run) {
    var random = new Random(run.getCurrentRepetition());
    var history = history(random);

    var once = outcome(history, data.resolve("once"));
    var twice = outcome(withCopies(history, random), data.resolve("twice"));

    assertThat(twice).isEqualTo(once);
  }

  @Test
  void theSameLogGivesTheSameBytes() {
    var history = history(new Random(5));

    var first = contributions(history, data.resolve("first"));

    assertThat(contributions(history, data.resolve("second"))).isEqualTo(first);
    assertThat(first).hasSizeGreaterThan(50);
  }

  /** State, standings and cuts too: nothing depends on when and how often a file was read. */
  @Test
  void theSameLogFoldedByARulesFileGivesTheSameStateTwice() throws IOException {
    var history = history(new Random(6));
    var file = Files.writeString(data.resolve("rules.toml"), FILE);

    var first = everything(history, RulesFile.read(file), data.resolve("first"));
    var second = everything(history, RulesFile.read(file), data.resolve("second"));

    assertThat(second).isEqualTo(first);
    assertThat(first).hasSizeGreaterThan(300);
    assertThat(first.stream().filter(line -> line.contains("of 350, ratio "))).isNotEmpty();
    assertThat(everything(history, ScoringRules.V3, data.resolve("shipped"))).isNotEqualTo(first);
  }

  /** All that is written, in its order, and the stored clients. */
  private static List<String> everything(List<Appended> history, ScoringRules rules, Path data) {
    try (var log = new Log(data, rules)) {
      append(history, log);
      log.driver.advanceWallClockTime(Duration.ofHours(1));
      var all = new ArrayList<String>();
      for (var topic :
          List.of(
              Topics.CONTRIBUTIONS,
              Topics.SWARM_EPISODES,
              Topics.SWARM_BALANCES,
              Topics.CLIENT_STANDINGS,
              Topics.TIER_CUTS)) {
        log.read(topic).forEach(value -> all.add(topic.name() + " " + value));
      }
      log.driver
          .getKeyValueStore(FoldClients.CLIENTS)
          .all()
          .forEachRemaining(client -> all.add(client.toString()));
      return all;
    }
  }

  /** Balances and sums, which must not depend on copies. */
  private static List<Object> outcome(List<Appended> history, Path data) {
    try (var log = new Log(data)) {
      append(history, log);
      var result = new ArrayList<>();
      log.output(Topics.SWARM_BALANCES)
          .readKeyValuesToMap()
          .forEach((infoHash, balance) -> result.add(infoHash + " " + comparable(balance)));
      log.output(Topics.CLIENT_STANDINGS)
          .readKeyValuesToMap()
          .forEach((client, standing) -> result.add(client + " " + standing.getSums()));
      return result.stream().sorted(Comparator.comparing(Object::toString)).toList();
    }
  }

  /** With a tick every ten minutes, so that peers expire and sessions are forgotten. */
  private static void append(List<Appended> history, Log log) {
    long tick = 0;
    for (Appended one : history) {
      for (; Announces.START_MS + tick * 1_000 <= one.atMs; tick += 600) {
        log.tick(tick);
      }
      log.append(one.announced, one.atMs);
    }
    for (; tick <= 40 * HOUR; tick += 600) {
      log.tick(tick);
    }
  }

  private static List<Contribution> contributions(List<Appended> history, Path data) {
    try (var log = new Log(data)) {
      append(history, log);
      return log.contributions();
    }
  }

  /** An announce, and when it was appended. */
  private record Appended(Announced announced, long atMs) {}

  /** A day of eight peers of four clients in two swarms, with restarts and lost stops. */
  private List<Appended> history(Random random) {
    var history = new ArrayList<Appended>();
    long[] uploaded = new long[8];
    long[] downloaded = new long[8];
    for (long second = 0; second < 24 * HOUR; second += 200) {
      int peer = random.nextInt(8);
      var event = EVENTS.get(random.nextInt(EVENTS.size()));
      if (event == STARTED) {
        uploaded[peer] = 0;
        downloaded[peer] = 0;
      }
      uploaded[peer] += random.nextLong(GIB);
      downloaded[peer] = Math.min(GIB, downloaded[peer] + random.nextLong(GIB / 2));
      Long left = random.nextInt(10) == 0 ? null : Long.valueOf(GIB - downloaded[peer]);
      var report =
          new Report(
              second, random.nextBoolean() ? NONE : event, uploaded[peer], downloaded[peer], left);
      var announced =
          receivedBy(random.nextInt(3), announces.by(1 + peer % 2, peer, peer % 4, report));
      history.add(new Appended(announced, announced.getReceivedAtMs()));
    }
    return history;
  }

  private static Announced receivedBy(int node, Announced announced) {
    var id = announced.getEventId();
    return Announced.newBuilder(announced)
        .setEventId(new EventId((long) node, id.getBoot(), id.getSequence()))
        .build();
  }

  private static List<Appended> withCopies(List<Appended> history, Random random) {
    var copied = new ArrayList<>(history);
    for (Appended one : history) {
      if (random.nextInt(3) == 0) {
        long lateMs = random.nextBoolean() ? 0 : random.nextLong(4 * HOUR * 1_000);
        copied.add(new Appended(one.announced, one.atMs + lateMs));
      }
    }
    copied.sort(Comparator.comparingLong(Appended::atMs));
    return copied;
  }

  /** Without the position and time of the last announce, which may be a copy's. */
  private static SwarmBalance comparable(SwarmBalance balance) {
    return SwarmBalance.newBuilder(balance).setSource(new Position(0, 0L)).setAtMs(0).build();
  }
}
