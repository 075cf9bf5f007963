package equilibrium.scoring;

import static equilibrium.schemas.event.AnnounceEvent.COMPLETED;
import static equilibrium.schemas.event.AnnounceEvent.STARTED;
import static equilibrium.scoring.stream.Announces.GIB;
import static equilibrium.scoring.stream.Announces.INTERVAL;
import static equilibrium.scoring.stream.Announces.leeches;
import static equilibrium.scoring.stream.Announces.seeds;
import static org.assertj.core.api.Assertions.assertThat;

import equilibrium.platform.TimeScale;
import equilibrium.schemas.Topics;
import equilibrium.schemas.event.Position;
import equilibrium.schemas.event.Role;
import equilibrium.schemas.event.Step;
import equilibrium.scoring.rules.ScoringRules;
import equilibrium.scoring.stream.Announces;
import equilibrium.scoring.stream.Announces.Report;
import equilibrium.scoring.stream.Log;
import equilibrium.scoring.stream.ScoreCounts;
import equilibrium.streams.store.StateStores;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;
import java.util.Objects;
import org.apache.kafka.streams.StreamsConfig;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The whole topology, from announces to the records that it writes. */
class ScoringTopologyTest {
  @TempDir private Path data;
  private final Announces announces = new Announces();
  private Log log;

  @BeforeEach
  void open() {
    log = new Log(data);
  }

  @AfterEach
  void close() {
    log.close();
  }

  /** A renamed store or internal topic would lose its state, which exists nowhere else. */
  @Test
  void theShapeIsTheDeployedOne() throws IOException {
    var shape =
        new ScoringTopology(
                TimeScale.REAL,
                ScoringRules.V3,
                StateStores.onDisk(),
                new ScoreCounts(new SimpleMeterRegistry()))
            .build()
            .describe()
            .toString();

    assertThat(shape).isEqualToIgnoringWhitespace(text("/scoring-topology.txt"));
  }

  @Test
  void aContributionNamesAllThatItsAnnounceAdded() {
    log.append(announces.by(leeches(0, 0, GIB)));
    log.append(announces.by(1, 2, 2, seeds(0, 0)));
    log.append(announces.by(1, 2, 2, seeds(INTERVAL, GIB)));

    var last = log.contributions().getLast();

    assertThat(last.getSource()).isEqualTo(new Position(0, 2L));
    assertThat(last.getPrevious()).isEqualTo(new Position(0, 1L));
    assertThat(last.getClientId()).isEqualTo(Announces.clientId(2));
    assertThat(last.getKind()).isEqualTo(Step.NORMAL);
    assertThat(last.getRole()).isEqualTo(Role.SEEDER);
    assertThat(last.getSecondsSeeded()).isEqualTo(INTERVAL);
    assertThat(last.getByteSecondsSeeded()).isEqualTo(INTERVAL * GIB);
    assertThat(last.getUploaded()).isEqualTo(GIB);
    assertThat(last.getLeft()).isZero();
    assertThat(last.getSizeBytes()).isEqualTo(GIB);
    assertThat(last.getSeeders()).isEqualTo(1);
    assertThat(last.getLeechers()).isEqualTo(1);
    assertThat(last.getSwarmUploaded()).isEqualTo(GIB);
    assertThat(last.getSwarmDownloaded()).isZero();
  }

  @Test
  void aDownloadShowsInTheBalanceOfItsSwarm() {
    log.append(announces.by(new Report(0, STARTED, 0L, 0L, GIB)));
    log.append(announces.by(new Report(INTERVAL, COMPLETED, 0L, GIB, 0L)));
    log.append(announces.by(new Report(INTERVAL + 1, COMPLETED, 0L, GIB, 0L)));

    var balance = log.read(Topics.SWARM_BALANCES).getLast();

    assertThat(balance.getDownloaded()).isEqualTo(GIB);
    assertThat(balance.getImbalance()).isEqualTo(-GIB);
    assertThat(balance.getImbalancedSinceMs()).isEqualTo(balance.getAtMs());
    assertThat(balance.getSeeders()).isEqualTo(1);
    assertThat(balance.getLeechers()).isZero();
    assertThat(balance.getCompleted()).isEqualTo(1);
  }

  @Test
  void badBytesBecomeADeadLetterAndTheRestGoesOn() {
    close();
    // Under exactly-once the test driver swallows dead letters; a broker does not.
    log = new Log(data, Map.of(StreamsConfig.PROCESSING_GUARANTEE_CONFIG, "at_least_once"));
    byte[] bad = {(byte) 0xC3, 1, 2, 3};

    log.appendBytes(bad);
    log.append(announces.by(seeds(0, 0)));

    assertThat(log.read(Topics.DEAD_LETTERS)).containsExactly(bad);
    assertThat(log.contributions()).hasSize(1);
  }

  static String text(String resource) throws IOException {
    try (var in = ScoringTopologyTest.class.getResourceAsStream(resource)) {
      return new String(
          Objects.requireNonNull(in, resource).readAllBytes(), StandardCharsets.UTF_8);
    }
  }
}
