package equilibrium.anomaly.stream;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import equilibrium.anomaly.evidence.Evidence;
import equilibrium.anomaly.evidence.Subject;
import equilibrium.anomaly.fold.FoldRule;
import equilibrium.anomaly.fold.GroupRule;
import equilibrium.anomaly.fold.RuleSet;
import equilibrium.anomaly.fold.RuleSet.Result;
import equilibrium.anomaly.order.Payload;
import equilibrium.anomaly.order.Payload.Signalled;
import equilibrium.anomaly.order.Stamp;
import equilibrium.anomaly.order.Stamped;
import equilibrium.anomaly.stream.Input.Read;
import equilibrium.schemas.Ids;
import equilibrium.schemas.event.ClientId;
import equilibrium.schemas.event.InfoHash;
import equilibrium.schemas.event.Position;
import equilibrium.streams.StatefulProcessor;
import java.nio.ByteBuffer;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.ProcessorSupplier;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.state.Stores;

/**
 * Applies the rules over sessions and other groups of one partition. Out go findings ({@code
 * Anomaly}) and {@link Stamped} records for rules over clients, among them the partition's time.
 */
public final class FoldRecords<T> implements StatefulProcessor.Work<InfoHash, SpecificRecord> {
  /** Every client's partition learns the time under this key; no client has it. */
  private static final ClientId NOBODY = new ClientId(new byte[Ids.CLIENT_ID_BYTES]);

  private static final long SWEEP_MS = 10 * Stamp.MINUTE_MS;
  private static final String MINUTE = "minute";

  private final Input<T> input;
  private final Evidence evidence;
  private final ProcessorContext<ClientId, Object> context;
  private final RuleStore groups;
  private final KeyValueStore<String, Long> progress;
  private final Map<String, RuleSet<T>> groupRules = new LinkedHashMap<>();
  private long minuteMs;

  private FoldRecords(
      Input<T> input, Evidence evidence, int most, ProcessorContext<ClientId, Object> context) {
    this.input = input;
    this.evidence = evidence;
    this.context = context;
    this.groups = new RuleStore(context.getStateStore(store(input)), most);
    this.progress = context.getStateStore(progress(input));
    Long minute = progress.get(MINUTE);
    this.minuteMs = minute == null ? Long.MIN_VALUE : minute;
    for (var rule : input.groupRules()) {
      groupRules.put(rule.rule().id(), new RuleSet<>(List.<FoldRule<T>>of(rule)));
    }
  }

  /**
   * The processors of one input with their stores.
   *
   * @param most groups that are remembered in each partition
   */
  public static <T> ProcessorSupplier<InfoHash, SpecificRecord, ClientId, Object> with(
      Input<T> input, Evidence evidence, int most) {
    var time =
        Stores.keyValueStoreBuilder(
            Stores.inMemoryKeyValueStore(progress(input)), Serdes.String(), Serdes.Long());
    return StatefulProcessor.of(
        List.of(RuleStore.builder(store(input)), time),
        context -> new FoldRecords<>(input, evidence, most, context));
  }

  private static String store(Input<?> input) {
    return "rules-of-" + input.source().name().toLowerCase(Locale.ROOT);
  }

  private static String progress(Input<?> input) {
    return "time-of-" + input.source().name().toLowerCase(Locale.ROOT);
  }

  @Override
  public void process(Record<InfoHash, SpecificRecord> record) {
    var metadata = context.recordMetadata().orElseThrow();
    var position = new Position(metadata.partition(), metadata.offset());
    var read = new Read(record.value(), record.timestamp(), position);
    long atMs = input.atMs(read);
    advance(atMs, position, record);
    var item = input.of(read);
    if (item != null) {
      fold(item, new Entry(record, position, atMs));
    }
  }

  /** A record on its way through the rules. */
  private final class Entry {
    private final Record<InfoHash, SpecificRecord> record;
    private final Position position;
    private final long atMs;
    private int stamped;

    Entry(Record<InfoHash, SpecificRecord> record, Position position, long atMs) {
      this.record = record;
      this.position = position;
      this.atMs = atMs;
    }

    void forward(Subject subject, Result result) {
      for (var found : result.found()) {
        var anomaly = evidence.record(found, subject);
        context.forward(record.withKey(subject.clientId()).withValue(anomaly));
      }
      result.signals().forEach(signal -> forward(subject, new Signalled(signal)));
    }

    void forward(Subject subject, Payload payload) {
      var stamp =
          new Stamp(
              minuteMs,
              atMs,
              input.source(),
              position.getPartition(),
              position.getOffset(),
              stamped++);
      var value = new Stamped(stamp, subject.identity(), subject.sourceVerified(), payload);
      context.forward(record.withKey(subject.clientId()).withValue(value));
    }
  }

  private void fold(T item, Entry entry) {
    var rules = input.sessionRules();
    if (rules.begins(item) || !groups.isEmpty()) {
      fold(sessionKey(item), rules, item, entry);
    }
    for (var rule : input.groupRules()) {
      if (rule.begins(item)) {
        var alone = groupRules.getOrDefault(rule.rule().id(), rules);
        fold(groupKey(rule, item), alone, item, entry);
      }
    }
    var payload = input.toClient(item);
    if (payload != null) {
      entry.forward(input.subject(item), payload);
    }
  }

  private void fold(Bytes key, RuleSet<T> rules, T item, Entry entry) {
    var before = groups.get(key);
    if (before.isEmpty() && !rules.begins(item)) {
      return;
    }
    var result = rules.after(before, item, entry.atMs);
    groups.put(key, before, result.after());
    if (!result.found().isEmpty() || !result.signals().isEmpty()) {
      entry.forward(input.subject(item), result);
    }
  }

  private Bytes sessionKey(T item) {
    var session = input.session(item);
    var client = input.subject(item).clientId();
    return Bytes.wrap(
        ByteBuffer.allocate(1 + Ids.INFO_HASH_BYTES + Ids.PEER_ID_BYTES + Ids.CLIENT_ID_BYTES)
            .put((byte) 0)
            .put(session.infoHash().bytes())
            .put(session.peerId().bytes())
            .put(client.bytes())
            .array());
  }

  private Bytes groupKey(GroupRule<T> rule, T item) {
    byte[] group = rule.group(item);
    return Bytes.wrap(
        ByteBuffer.allocate(1 + StampedCodec.RULE_BYTES + group.length)
            .put((byte) 1)
            .put(rule.rule().id().getBytes(ISO_8859_1))
            .put(group)
            .array());
  }

  private void advance(long atMs, Position position, Record<InfoHash, SpecificRecord> record) {
    long minute = Stamp.minute(atMs);
    if (minute <= minuteMs) {
      return;
    }
    boolean sweeps = Math.floorDiv(minute, SWEEP_MS) > Math.floorDiv(minuteMs, SWEEP_MS);
    minuteMs = minute;
    progress.put(MINUTE, minute);
    var passed = Stamped.passed(input.source(), position.getPartition(), minute);
    context.forward(record.withKey(NOBODY).withValue(passed));
    if (sweeps) {
      sweep(minute);
    }
  }

  private void sweep(long nowMs) {
    groups.sweep(folded ->
        groupRules.getOrDefault(folded.rules().firstKey(), input.sessionRules()).at(nowMs, folded));
  }
}
