package equilibrium.analyst.whatif;

import static org.assertj.core.api.Assertions.assertThat;

import equilibrium.analyst.log.LogRecord;
import equilibrium.analyst.log.PartitionRange;
import equilibrium.analyst.replay.PartitionFold;
import equilibrium.anomaly.AnomalyConfig;
import equilibrium.anomaly.AnomalyDetection;
import equilibrium.platform.Settings;
import equilibrium.platform.TimeScale;
import equilibrium.schemas.Topics;
import equilibrium.schemas.event.AnnounceEvent;
import equilibrium.schemas.event.EventId;
import equilibrium.schemas.event.Tick;
import equilibrium.scoring.ClientSums;
import equilibrium.scoring.rules.ScoringRules;
import equilibrium.testing.event.Ids;
import equilibrium.testing.event.SampleEvents;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.avro.specific.SpecificRecord;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A whole fold of announces. In the last six of sixteen swarms client 1 claims as much as the
 * seeder, whose bytes alone are received. One swarm moves bytes on the days after.
 */
class DailyRunsTest {
  private static final AnomalyConfig DETECTION =
      AnomalyConfig.from(new Settings(null, Map.of(), Map.of()));
  private static final long HOUR_MS = 3_600_000;
  private static final long STEP_MS = HOUR_MS / 2;
  private static final long MB = 1_000_000;
  private static final int SWARMS = 16;
  private static final int HONEST = 10;
  private static final int LIAR = 1;

  /** Midnight, UTC. */
  private static final long DAY_MS = SampleEvents.NOW / (24 * HOUR_MS) * 24 * HOUR_MS;

  @TempDir private Path folder;

  @Test
  void theDailyRunFindsTheLiarOnceItsDayIsOver() {
    assertThat(found(hours(30)).clients("A2")).isEmpty();
    var found = found(hours(40));

    assertThat(found.clients("A2")).containsExactly(Ids.clientId(LIAR));
    assertThat(found.found(new Flagged.Flag("A2", Ids.clientId(LIAR))))
        .satisfies(each -> assertThat(each.decidedAtMs()).isEqualTo(DAY_MS + 24 * HOUR_MS));
  }

  @Test
  void twoFoldsFindTheSame() {
    var log = hours(40);

    var one = found(log);
    var other = found(log);

    assertThat(one.with(other))
        .isNotEmpty()
        .allSatisfy(flag -> assertThat(one.found(flag)).isEqualTo(other.found(flag)));
  }

  private Flagged found(List<LogRecord> log) {
    var range = new PartitionRange("announces", 0, 0, log.size());
    var options =
        new WhatIf.Options(TimeScale.REAL, folder, true, 0, Question.Depth.ANNOUNCES, null);
    try (var detection = new DetectionRun("daily", DETECTION, options);
        var run =
            new ScoringRun(
                List.of(range),
                new PartitionFold.Setup("daily-runs", TimeScale.REAL, ScoringRules.V3, folder),
                new ClientSums(ScoringRules.V3, ScoringRules.V3, Set.of()),
                List.of(detection),
                AnomalyDetection.attributionDays(DETECTION))) {
      log.forEach(run::append);
      run.end();
      return detection.flagged();
    }
  }

  /** The log of so many hours. */
  private static List<LogRecord> hours(int hours) {
    var events = new ArrayList<Timed>();
    for (int swarm = 0; swarm < SWARMS; swarm++) {
      for (int step = 0; step <= 4; step++) {
        long atMs = DAY_MS + swarm * HOUR_MS + step * STEP_MS;
        events.add(event(swarm, 20 + swarm, atMs, step, 150, 0));
        events.add(event(swarm, 60 + swarm, atMs + 1, step, 0, 150));
        if (swarm >= HONEST) {
          events.add(event(swarm, LIAR, atMs + 2, step, 150, 0));
        }
      }
    }
    for (int step = 0; step <= 2 * (hours - 20); step++) {
      long atMs = DAY_MS + 20 * HOUR_MS + step * STEP_MS;
      boolean isMoving = step % 8 < 3; // so that episodes end
      events.add(event(99, 7, atMs, isMoving ? step : step - step % 8 + 3, 100, 0));
      events.add(event(99, 8, atMs + 1, isMoving ? step : step - step % 8 + 3, 0, 100));
    }
    for (long atMs = DAY_MS; atMs < DAY_MS + hours * HOUR_MS; atMs += STEP_MS / 3) {
      events.add(new Timed(atMs, null, new Tick(1L, atMs))); // which end episodes
    }
    events.sort(Comparator.comparingLong(Timed::atMs));
    var log = new ArrayList<LogRecord>();
    var values = Topics.ANNOUNCES.value().serializer();
    for (var event : events) {
      log.add(
          new LogRecord(
              0, log.size(), event.atMs, event.key, values.serialize("announces", event.value)));
    }
    return log;
  }

  @SuppressWarnings("ArrayRecordComponent") // never compared
  private record Timed(long atMs, byte @Nullable [] key, SpecificRecord value) {}

  private static Timed event(
      int swarm, int client, long atMs, long step, int sentMb, int receivedMb) {
    var infoHash = Ids.infoHash(swarm);
    var announced =
        SampleEvents.announced()
            .setEventId(new EventId(1L, DAY_MS, 1_000_000L * swarm + 1_000L * client + step))
            .setReceivedAtMs(atMs)
            .setInfoHash(infoHash)
            .setPeerId(Ids.peerId(100 + client))
            .setClientId(Ids.clientId(client))
            .setNetworkId(Ids.clientId(200 + client))
            .setEvent(step == 0 ? AnnounceEvent.STARTED : AnnounceEvent.NONE)
            .setUploaded(step * sentMb * MB)
            .setDownloaded(step * receivedMb * MB)
            .setLeft(receivedMb > 0 ? 10_000 * MB : 0L)
            .setSessionStartedAtMs(DAY_MS)
            .build();
    return new Timed(atMs, infoHash.bytes(), announced);
  }
}
