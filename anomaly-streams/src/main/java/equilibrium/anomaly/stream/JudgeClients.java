package equilibrium.anomaly.stream;

import equilibrium.anomaly.evidence.Evidence;
import equilibrium.anomaly.evidence.Found;
import equilibrium.anomaly.evidence.Subject;
import equilibrium.anomaly.fold.RuleSet;
import equilibrium.anomaly.fold.Signal;
import equilibrium.anomaly.order.Payload.Claimed;
import equilibrium.anomaly.order.Payload.Passed;
import equilibrium.anomaly.order.Payload.Signalled;
import equilibrium.anomaly.order.Stamp;
import equilibrium.anomaly.order.Stamped;
import equilibrium.anomaly.order.Watermarks;
import equilibrium.anomaly.rate.Claim;
import equilibrium.anomaly.rate.ClientRates;
import equilibrium.anomaly.rate.RateRule;
import equilibrium.schemas.Ids;
import equilibrium.schemas.Topics;
import equilibrium.schemas.event.Anomaly;
import equilibrium.schemas.event.ClientId;
import equilibrium.streams.StatefulProcessor;
import equilibrium.streams.store.StateStores;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.ProcessorSupplier;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.state.Stores;

/**
 * Applies the rules over clients. Records wait on disk until every source partition has passed
 * their minute, and are then applied in the order of their {@link Stamp}s: another interleaving of
 * the partitions gives the same findings.
 */
public final class JudgeClients implements StatefulProcessor.Work<ClientId, Stamped> {
  static final String RATES = "client-rates";
  static final String RULES = "rules-of-clients";
  static final String WAITING = "waiting-for-all-partitions";
  static final String TIMES = "times-of-partitions";

  private static final String SWEPT = "swept";
  private static final long SWEEP_MS = 10 * Stamp.MINUTE_MS;

  /**
   * What the stage needs.
   *
   * @param partitions of each source topic
   * @param most clients that rules remember in each partition
   */
  public record Rules(
      RateRule rate,
      equilibrium.anomaly.rate.Evidence rateEvidence,
      RuleSet<Signal> signals,
      int partitions,
      int most) {}

  private final Rules rules;
  private final Evidence evidence;
  private final ProcessorContext<ClientId, Anomaly> context;
  private final KeyValueStore<ClientId, ClientRates> rates;
  private final RuleStore clients;
  private final KeyValueStore<Bytes, Stamped> waiting;
  private final KeyValueStore<String, Long> times;
  private final Watermarks watermarks;
  private long appliedBefore = Watermarks.NONE;
  private long sweptMs;

  private JudgeClients(
      Rules rules, Evidence evidence, ProcessorContext<ClientId, Anomaly> context) {
    this.rules = rules;
    this.evidence = evidence;
    this.context = context;
    this.rates = context.getStateStore(RATES);
    this.clients = new RuleStore(context.getStateStore(RULES), rules.most());
    this.waiting = context.getStateStore(WAITING);
    this.times = context.getStateStore(TIMES);
    this.watermarks = new Watermarks(rules.partitions());
    this.sweptMs = restore();
  }

  private long restore() {
    long swept = 0;
    try (var all = times.all()) {
      while (all.hasNext()) {
        var time = all.next();
        if (time.key.equals(SWEPT)) {
          swept = time.value;
        } else {
          watermarks.advance(time.key, time.value);
        }
      }
    }
    return swept;
  }

  /** The processors with their stores. */
  public static ProcessorSupplier<ClientId, Stamped, ClientId, Anomaly> with(
      Rules rules, Evidence evidence, StateStores stores) {
    return StatefulProcessor.of(
        List.of(
            Stores.keyValueStoreBuilder(
                Stores.inMemoryKeyValueStore(RATES),
                Topics.ANOMALIES.key(),
                ClientRatesCodec.CODEC.serde()),
            RuleStore.builder(RULES),
            stores.store(WAITING, Serdes.Bytes(), StampedCodec.CODEC.serde()),
            Stores.keyValueStoreBuilder(
                Stores.inMemoryKeyValueStore(TIMES), Serdes.String(), Serdes.Long())),
        context -> new JudgeClients(rules, evidence, context));
  }

  @Override
  public void process(Record<ClientId, Stamped> record) {
    var stamped = record.value();
    if (stamped.isPassed()) {
      passed(stamped.stamp());
    } else {
      waiting.put(Bytes.wrap(stamped.stamp().key(record.key())), stamped);
    }
  }

  private void passed(Stamp stamp) {
    var partition = Watermarks.name(stamp.source(), stamp.partition());
    if (watermarks.advance(partition, stamp.minuteMs())) {
      times.put(partition, stamp.minuteMs());
      long least = watermarks.least();
      if (least > appliedBefore) {
        applyBefore(least);
        appliedBefore = least;
      }
    }
  }

  private void applyBefore(long minuteMs) {
    var from = appliedBefore == Watermarks.NONE ? null : Bytes.wrap(Stamp.before(appliedBefore));
    try (var ready = waiting.range(from, Bytes.wrap(Stamp.before(minuteMs)))) {
      while (ready.hasNext()) {
        var next = ready.next();
        waiting.delete(next.key);
        apply(client(next.key), next.value);
      }
    }
  }

  private static ClientId client(Bytes key) {
    byte[] all = key.get();
    return new ClientId(Arrays.copyOfRange(all, all.length - Ids.CLIENT_ID_BYTES, all.length));
  }

  private void apply(ClientId client, Stamped stamped) {
    sweepUntil(stamped.stamp().minuteMs());
    var subject =
        new Subject(client, stamped.identity(), stamped.stamp().atMs(), stamped.sourceVerified());
    switch (stamped.payload()) {
      case Claimed(var claim) -> claimed(claim, subject);
      case Signalled(var signal) -> signalled(signal, subject);
      case Passed() -> throw new IllegalStateException("times of partitions do not wait");
    }
  }

  private void claimed(Claim claim, Subject subject) {
    var before = rates.get(subject.clientId());
    var judged = (before == null ? ClientRates.NONE : before).after(claim, rules.rate());
    if (judged.state().claims().isEmpty()) {
      rates.delete(subject.clientId());
    } else {
      rates.put(subject.clientId(), judged.state());
    }
    judged.findings().forEach(finding -> forward(rules.rateEvidence().found(finding), subject));
  }

  private void signalled(Signal signal, Subject subject) {
    var key = Bytes.wrap(subject.clientId().bytes());
    var before = clients.get(key);
    var result = rules.signals().after(before, signal, signal.atMs());
    clients.put(key, before, result.after());
    result.found().forEach(found -> forward(found, subject));
  }

  private void forward(Found found, Subject subject) {
    var anomaly = evidence.record(found, subject);
    context.forward(new Record<>(subject.clientId(), anomaly, subject.decidedAtMs()));
  }

  /** Drops what is over, at fixed times of the order, so that every replay drops the same. */
  private void sweepUntil(long minuteMs) {
    long due = Math.floorDiv(minuteMs, SWEEP_MS) * SWEEP_MS;
    if (due <= sweptMs) {
      return;
    }
    sweptMs = due;
    times.put(SWEPT, due);
    clients.sweep(folded -> rules.signals().at(due, folded));
    long before = due - 2 * rules.rate().limits().window().toMillis();
    var silent = new ArrayList<ClientId>();
    try (var all = rates.all()) {
      while (all.hasNext()) {
        var client = all.next();
        if (client.value.newestAtMs() < before) {
          silent.add(client.key);
        }
      }
    }
    silent.forEach(rates::delete);
  }
}
