package equilibrium.bench.world;

import static java.util.stream.Collectors.toSet;
import static org.assertj.core.api.Assertions.assertThat;

import equilibrium.bench.trace.Labels;
import equilibrium.bench.trace.TraceAnnounce;
import equilibrium.bench.trace.Truth;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WorldTest {
  private static final WorldOptions SMALL = WorldOptions.standard(7).withSize(200, 30, 4);

  @TempDir Path folder;

  @Test
  void theSameSeedGivesTheSameBytes() throws IOException {
    var options = SMALL.withPeers(0.02, 0.02, 0.1);

    var first = World.write(options, folder.resolve("a"), false);
    var second = World.write(options, folder.resolve("b"), false);
    var other =
        World.write(WorldOptions.standard(8).withSize(200, 30, 4), folder.resolve("c"), false);

    assertThat(Files.mismatch(first.trace(), second.trace())).isEqualTo(-1);
    assertThat(Files.mismatch(first.truth(), second.truth())).isEqualTo(-1);
    assertThat(Files.mismatch(first.labels(), second.labels())).isEqualTo(-1);
    assertThat(Files.mismatch(first.trace(), other.trace())).isNotEqualTo(-1);
    assertThat(first.announces()).isGreaterThan(5_000);
  }

  @Test
  void everyByteThatAClientSentAnotherReceived() throws IOException {
    var generator = new Generator(SMALL.withPeers(0.02, 0.02, 0));

    generator.run(_ -> {});

    var clients = generator.clients();
    long sent = clients.stream().mapToLong(client -> client.sent).sum();
    assertThat(sent).isGreaterThan(100L << 30);
    assertThat(clients.stream().mapToLong(client -> client.received).sum()).isEqualTo(sent);
  }

  @Test
  void unseenPeersGiveAndTakeWhatNobodyReports() throws IOException {
    var generator = new Generator(SMALL.withPeers(0, 0, 0.3));

    generator.run(_ -> {});

    var clients = generator.clients();
    double sent = clients.stream().mapToLong(client -> client.sent).sum();
    double received = clients.stream().mapToLong(client -> client.received).sum();
    assertThat(sent / received).isBetween(0.5, 2.0).isNotEqualTo(1.0);
  }

  @Test
  void honestReportsAddUpToWhatMoved() throws IOException {
    var options =
        SMALL.withCheaters(0, WorldOptions.SIX_KINDS).withPeers(0, 0, 0).withLosses(0, 0, 0);
    var generator = new Generator(options);
    var reported = new Reported();
    var hashes =
        generator.swarms().stream().map(swarm -> swarm.torrent.infoHash()).collect(toSet());

    generator.run(announce -> {
      if (hashes.contains(announce.infoHash())) { // the others are second hashes of hybrids
        reported.add(announce);
      }
    });

    double sent = generator.clients().stream().mapToLong(client -> client.sent).sum();
    assertThat(reported.sum(TraceAnnounce::uploaded) / sent).isBetween(0.97, 1.0);
  }

  @Test
  void truthsTellWhatCheatersFabricated() throws IOException {
    var options =
        SMALL.withCheaters(
            0.2,
            List.of(
                Kind.JOAL,
                Kind.RATIOMASTER,
                Kind.RATIO_SPOOF,
                Kind.RATIOGHOST,
                Kind.GHOST_LEECH,
                Kind.OVER_150,
                Kind.OVER_120,
                Kind.HIDDEN));

    var written = World.write(options, folder, true);

    var kinds = new HashMap<String, String>();
    Labels.read(written.labels()).forEach(label -> kinds.put(label.announceKey(), label.kind()));
    var fabricated = new HashMap<String, Long>();
    for (Truth truth : Labels.readTruth(written.truth())) {
      fabricated.merge(
          kinds.get(truth.announceKey()), truth.fabricatedUp() + truth.hiddenDown(), Long::sum);
    }
    assertThat(fabricated.remove("honest")).isZero();
    fabricated.keySet().removeIf(kind -> kind.startsWith("broken") || kind.equals("doubler"));
    fabricated.remove("ratioghost"); // no swarm of this world has five leechers
    assertThat(fabricated)
        .hasSize(7)
        .allSatisfy((kind, bytes) -> assertThat(bytes).as(kind).isGreaterThan(50_000_000));
  }

  /** What sessions reported: the highest counters since each start. */
  private static final class Reported {
    private final Map<String, TraceAnnounce> last = new HashMap<>();
    private final List<TraceAnnounce> ended = new ArrayList<>();

    void add(TraceAnnounce announce) {
      var before = last.put(announce.infoHash() + "/" + announce.peerId(), announce);
      if (before != null && value(announce.uploaded()) < value(before.uploaded())) {
        ended.add(before);
      }
    }

    double sum(Function<TraceAnnounce, @Nullable Long> counter) {
      double sum = 0;
      for (var announce : last.values()) {
        sum += value(counter.apply(announce));
      }
      for (var announce : ended) {
        sum += value(counter.apply(announce));
      }
      return sum;
    }

    private static long value(@Nullable Long counter) {
      return counter == null ? 0 : counter;
    }
  }
}
