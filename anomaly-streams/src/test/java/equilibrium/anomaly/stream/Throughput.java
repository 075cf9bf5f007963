package equilibrium.anomaly.stream;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import equilibrium.anomaly.client.ClientRules;
import equilibrium.anomaly.evidence.Evidence;
import equilibrium.anomaly.fold.RuleSet;
import equilibrium.anomaly.order.Stamped;
import equilibrium.anomaly.rate.RateLimits;
import equilibrium.anomaly.rate.RateRule;
import equilibrium.anomaly.rules.DetectionRules;
import equilibrium.platform.TimeScale;
import equilibrium.schemas.Topics;
import equilibrium.schemas.event.Anomaly;
import equilibrium.schemas.event.ClientId;
import equilibrium.schemas.event.Contribution;
import equilibrium.schemas.event.InfoHash;
import equilibrium.schemas.event.PeerId;
import equilibrium.schemas.event.Position;
import equilibrium.schemas.event.Role;
import equilibrium.streams.store.StateStores;
import equilibrium.testing.event.Ids;
import equilibrium.testing.event.SampleEvents;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.Properties;
import java.util.SplittableRandom;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.streams.processor.StateStore;
import org.apache.kafka.streams.processor.TaskId;
import org.apache.kafka.streams.processor.api.MockProcessorContext;
import org.apache.kafka.streams.processor.api.ProcessorSupplier;
import org.apache.kafka.streams.processor.api.Record;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Contributions a second on one core: reading, the first look, rules, and the stage by client, with
 * stores but without a broker and without changelogs. Six of ten sessions are idle seeders, a
 * quarter uploads, the others download. Not part of the suite: {@code ./equilibrium test
 * -Dtest=Throughput -Dsurefire.failIfNoSpecifiedTests=false}.
 */
class Throughput {
  private static final int SESSIONS = 50_000;
  private static final int ROUNDS = 6;

  @TempDir private Path data;

  @Test
  void contributionsASecond() {
    byte[][] log = log();
    run(log, "warm");

    long began = System.nanoTime();
    long toClients = run(log, "measured");
    double seconds = (System.nanoTime() - began) / 1e9;

    System.out.printf(
        "%,.0f contributions a second on a core; %.1f %% go on to clients%n",
        log.length / seconds, 100.0 * toClients / log.length);
    assertThat(log.length / seconds).isGreaterThan(10_000);
  }

  private long run(byte[][] log, String folder) {
    var rules = DetectionRules.V1;
    var fold =
        new Stage<InfoHash, SpecificRecord, ClientId, Object>(
            FoldRecords.with(
                new ContributionInput(rules, TimeScale.REAL), new Evidence(1), 100_000),
            data.resolve(folder));
    var judge =
        new Stage<ClientId, Stamped, ClientId, Anomaly>(
            JudgeClients.with(clientRules(rules), new Evidence(1), StateStores.onDisk()),
            data.resolve(folder));
    var values = Topics.CONTRIBUTIONS.value().deserializer();
    var keys = Topics.CONTRIBUTIONS.key().deserializer();
    byte[] key = new byte[20];
    long toClients = 0;
    for (int i = 0; i < log.length; i++) {
      var value = values.deserialize("contributions", log[i]);
      var infoHash = keys.deserialize("contributions", key);
      fold.context.setRecordMetadata("contributions", 0, i);
      fold.processor.process(new Record<>(infoHash, value, SampleEvents.NOW + 100_000_000_000L));
      for (var forwarded : fold.context.forwarded()) {
        if (forwarded.record().value() instanceof Stamped stamped) {
          var bytes = StampedCodec.CODEC.write(stamped);
          var client = forwarded.record().key();
          judge.processor.process(
              new Record<>(client, requireNonNull(StampedCodec.CODEC.read(bytes)), 0));
          toClients += stamped.isPassed() ? 0 : 1;
          if (stamped.isPassed()) {
            var stamp = stamped.stamp();
            var other =
                Stamped.passed(equilibrium.anomaly.order.Source.ANNOUNCES, 0, stamp.minuteMs());
            judge.processor.process(new Record<>(client, other, 0));
          }
        }
      }
      fold.context.resetForwards();
      judge.context.resetForwards();
    }
    return toClients;
  }

  private static JudgeClients.Rules clientRules(DetectionRules rules) {
    var limits = RateLimits.of(rules);
    return new JudgeClients.Rules(
        new RateRule(limits),
        new equilibrium.anomaly.rate.Evidence(limits, rules.rule("R1")),
        new RuleSet<>(ClientRules.all(rules)),
        1,
        100_000);
  }

  /** A processor with its stores. */
  private static final class Stage<KIn, VIn, KOut, VOut> {
    private final MockProcessorContext<KOut, VOut> context;
    private final org.apache.kafka.streams.processor.api.Processor<KIn, VIn, KOut, VOut> processor;

    Stage(ProcessorSupplier<KIn, VIn, KOut, VOut> supplier, Path folder) {
      context = new MockProcessorContext<>(new Properties(), new TaskId(0, 0), folder.toFile());
      for (var builder : supplier.stores()) {
        StateStore store = builder.withLoggingDisabled().build();
        store.init(context.getStateStoreContext(), store);
        context.addStateStore(store);
      }
      processor = supplier.get();
      processor.init(context);
    }
  }

  private static byte[][] log() {
    var random = new SplittableRandom(3);
    var writer = Topics.CONTRIBUTIONS.value().serializer();
    byte[][] log = new byte[SESSIONS * ROUNDS][];
    for (int i = 0; i < log.length; i++) {
      int session = i % SESSIONS;
      log[i] = writer.serialize("contributions", contribution(session, i, random));
    }
    return log;
  }

  private static Contribution contribution(int session, int number, SplittableRandom random) {
    int round = number / SESSIONS;
    byte[] id = ByteBuffer.allocate(20).putInt(session).array();
    var interval =
        SampleEvents.contribution()
            .setInfoHash(Ids.infoHash(1 + session % 120))
            .setPeerId(new PeerId(id))
            .setClientId(new ClientId(ByteBuffer.allocate(16).putInt(session / 5).array()))
            .setSource(new Position(0, (long) number))
            .setAtMs(SampleEvents.NOW + round * 1_800_000L + session * 1_800_000L / SESSIONS)
            .setSeconds(round == 0 ? 0 : 1_800)
            .setSizeBytes(10_000_000_000L)
            .setSwarmDownloaded(number * 1_000_000L);
    int kind = session % 100;
    if (kind < 25) {
      interval.setUploadedClaimed(random.nextLong(1_000_000_000L));
    } else if (kind < 40) {
      long left = 10_000_000_000L - round * 1_000_000_000L;
      interval.setRole(Role.LEECHER).setDownloaded(1_000_000_000L).setLeft(left);
    }
    return interval.build();
  }
}
