package equilibrium.anomaly.stream;

import static equilibrium.anomaly.rate.Samples.GB;
import static equilibrium.anomaly.rate.Samples.NOW;
import static equilibrium.anomaly.rate.Samples.client;
import static equilibrium.anomaly.rate.Samples.peer;
import static equilibrium.anomaly.rate.Samples.swarm;
import static org.assertj.core.api.Assertions.assertThat;

import equilibrium.anomaly.client.ClientRules;
import equilibrium.anomaly.evidence.Evidence;
import equilibrium.anomaly.fold.RuleSet;
import equilibrium.anomaly.fold.Signal;
import equilibrium.anomaly.order.Payload;
import equilibrium.anomaly.order.Payload.Claimed;
import equilibrium.anomaly.order.Payload.Signalled;
import equilibrium.anomaly.order.Source;
import equilibrium.anomaly.order.Stamp;
import equilibrium.anomaly.order.Stamped;
import equilibrium.anomaly.rate.Claim;
import equilibrium.anomaly.rate.RateLimits;
import equilibrium.anomaly.rate.RateRule;
import equilibrium.anomaly.rules.DetectionRules;
import equilibrium.schemas.Topics;
import equilibrium.schemas.event.Anomaly;
import equilibrium.schemas.event.ClientId;
import equilibrium.schemas.event.Identity;
import equilibrium.schemas.event.Position;
import equilibrium.streams.store.StateStores;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HexFormat;
import java.util.List;
import java.util.Properties;
import java.util.Random;
import java.util.SplittableRandom;
import org.apache.kafka.streams.processor.StateStore;
import org.apache.kafka.streams.processor.TaskId;
import org.apache.kafka.streams.processor.api.MockProcessorContext;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.Record;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Eight partitions of each source, read in many interleavings. */
class JudgeClientsTest {
  private static final int PARTITIONS = 8;
  private static final int MINUTES = 40;

  @TempDir private Path data;

  /** A record of one source partition. */
  private record Sent(ClientId client, Stamped stamped) {}

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5})
  void anotherInterleavingGivesTheSameFindings(long seed) {
    var inTurn = findings(interleaved(0), Integer.MAX_VALUE, "in-turn");

    var shuffled = findings(interleaved(seed), Integer.MAX_VALUE, "shuffled");

    assertThat(shuffled).isEqualTo(inTurn).hasSize(30);
    assertThat(shuffled)
        .anyMatch(each -> each.startsWith("R1"))
        .anyMatch(each -> each.startsWith("T1"));
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 700, 1_500, 2_500})
  void aRestartInTheMiddleChangesNothing(int after) {
    var inOneGo = findings(interleaved(9), Integer.MAX_VALUE, "one-go");

    var restarted = findings(interleaved(7), after, "restarted");

    assertThat(restarted).isEqualTo(inOneGo);
  }

  @Test
  void nothingIsJudgedWhileOnePartitionIsSilent() {
    var sent = interleaved(1);
    sent.removeIf(each ->
        each.stamped().stamp().partition() == 5
            && each.stamped().stamp().source() == Source.ANNOUNCES);

    assertThat(findings(sent, Integer.MAX_VALUE, "silent")).isEmpty();
  }

  private List<String> findings(List<Sent> sent, int restartAfter, String folder) {
    var supplier = JudgeClients.with(rules(), new Evidence(1), StateStores.onDisk());
    var first = context(folder);
    var stores = new ArrayList<StateStore>();
    for (var builder : supplier.stores()) {
      var store = builder.withLoggingDisabled().build();
      store.init(first.getStateStoreContext(), store);
      stores.add(store);
    }
    var findings = new ArrayList<String>();
    int split = Math.min(sent.size(), restartAfter);
    run(supplier.get(), first, sent.subList(0, split), stores, findings);
    run(supplier.get(), context(folder), sent.subList(split, sent.size()), stores, findings);
    stores.forEach(StateStore::close);
    return findings;
  }

  private static void run(
      Processor<ClientId, Stamped, ClientId, Anomaly> processor,
      MockProcessorContext<ClientId, Anomaly> context,
      List<Sent> sent,
      List<StateStore> stores,
      List<String> findings) {
    stores.forEach(context::addStateStore);
    processor.init(context);
    for (var each : sent) {
      processor.process(new Record<>(each.client(), each.stamped(), 0));
    }
    var writer = Topics.ANOMALIES.value().serializer();
    for (var forwarded : context.forwarded()) {
      var anomaly = forwarded.record().value();
      var bytes = writer.serialize(Topics.ANOMALIES.name(), anomaly);
      findings.add(anomaly.getRule() + " " + HexFormat.of().formatHex(bytes));
    }
  }

  private MockProcessorContext<ClientId, Anomaly> context(String folder) {
    return new MockProcessorContext<>(
        new Properties(), new TaskId(0, 0), data.resolve(folder).toFile());
  }

  private static JudgeClients.Rules rules() {
    var limits = RateLimits.V1;
    return new JudgeClients.Rules(
        new RateRule(limits),
        new equilibrium.anomaly.rate.Evidence(limits, DetectionRules.V1.rule("R1")),
        new RuleSet<>(ClientRules.all(DetectionRules.V1)),
        PARTITIONS,
        1_000);
  }

  /**
   * The records of all partitions, each in its own order.
   *
   * @param seed of the choice of the next partition; 0: one partition after the other
   */
  private static List<Sent> interleaved(long seed) {
    var partitions = new ArrayList<Deque<Sent>>();
    for (int partition = 0; partition < PARTITIONS; partition++) {
      partitions.add(contributions(partition));
      partitions.add(announces(partition));
    }
    var random = new Random(seed);
    var all = new ArrayList<Sent>();
    while (!partitions.isEmpty()) {
      var next = partitions.get(seed == 0 ? 0 : random.nextInt(partitions.size()));
      all.add(next.removeFirst());
      partitions.removeIf(Deque::isEmpty);
    }
    return all;
  }

  /** Five clients that claim fast uploads in every partition, some of them late. */
  private static Deque<Sent> contributions(int partition) {
    var random = new SplittableRandom(partition);
    var sent = new ArrayDeque<Sent>();
    long minuteMs = 0;
    for (int i = 0; i < MINUTES * 4; i++) {
      long atMs = NOW + i * 15_000L - random.nextInt(120_000);
      if (Stamp.minute(atMs) > minuteMs) {
        minuteMs = Stamp.minute(atMs);
        sent.add(passed(Source.CONTRIBUTIONS, partition, minuteMs));
      }
      var claim =
          new Claim(
              swarm(partition + 1),
              peer(1 + i % 5),
              atMs,
              60 + random.nextInt(60),
              random.nextLong(GB, 5 * GB),
              0,
              new Position(partition, (long) i),
              null,
              null);
      sent.add(
          sent(
              Source.CONTRIBUTIONS,
              minuteMs,
              i,
              1 + i % 5,
              new Claimed(claim),
              claim.source(),
              atMs));
    }
    sent.add(passed(Source.CONTRIBUTIONS, partition, minuteMs + 600_000));
    return sent;
  }

  /** Ten clients that miss an echo now and then. */
  private static Deque<Sent> announces(int partition) {
    var random = new SplittableRandom(100 + partition);
    var sent = new ArrayDeque<Sent>();
    long minuteMs = 0;
    for (int i = 0; i < MINUTES; i++) {
      long atMs = NOW + i * 60_000L - random.nextInt(90_000);
      if (Stamp.minute(atMs) > minuteMs) {
        minuteMs = Stamp.minute(atMs);
        sent.add(passed(Source.ANNOUNCES, partition, minuteMs));
      }
      int client = 1 + random.nextInt(10);
      var source = new Position(partition, (long) i);
      long value = random.nextInt(12) == 0 ? -1 : 1;
      var signal = new Signal("T1", swarm(partition + 1), peer(client), atMs, value, source);
      sent.add(sent(Source.ANNOUNCES, minuteMs, i, client, new Signalled(signal), source, atMs));
    }
    sent.add(passed(Source.ANNOUNCES, partition, minuteMs + 600_000));
    return sent;
  }

  private static Sent passed(Source source, int partition, long minuteMs) {
    return new Sent(client(99), Stamped.passed(source, partition, minuteMs));
  }

  private static Sent sent(
      Source source,
      long minuteMs,
      long offset,
      int client,
      Payload payload,
      Position at,
      long atMs) {
    var stamp = new Stamp(minuteMs, atMs, source, at.getPartition(), offset, 0);
    return new Sent(client(client), new Stamped(stamp, Identity.KEY, true, payload));
  }
}
