package equilibrium.analyst.whatif;

import equilibrium.analyst.log.Log;
import equilibrium.analyst.log.LogRecord;
import equilibrium.analyst.log.Range;
import equilibrium.platform.Fault;
import equilibrium.schemas.Topic;
import equilibrium.schemas.Topics;
import equilibrium.schemas.event.ClientId;
import equilibrium.schemas.event.TierCuts;
import equilibrium.scoring.Scores;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.apache.kafka.common.errors.SerializationException;

/** Reads what client-standings and tier-cuts have now. */
record StandingsInForce(Log log, Question question) {

  /** The newest standing of each client that scoring still counts. */
  List<Standing> active() {
    var all = newest();
    long newestMs = all.stream().mapToLong(Standing::evaluatedAtMs).max().orElse(0);
    long idleMs = Scores.idleMs(question.inForce().scoring());
    return all.stream().filter(one -> one.evaluatedAtMs() > newestMs - idleMs).toList();
  }

  private List<Standing> newest() {
    Map<ClientId, Standing> newest = new HashMap<>();
    var values = Topics.CLIENT_STANDINGS.value().deserializer();
    read(
        Topics.CLIENT_STANDINGS,
        record -> {
          byte[] key = record.key();
          if (key == null) {
            return;
          }
          var standing = values.deserialize(Topics.CLIENT_STANDINGS.name(), record.value());
          if (standing == null) {
            newest.remove(new ClientId(key));
          } else {
            newest.put(standing.getClientId(), Standing.of(standing, question.other().scoring()));
          }
        });
    return List.copyOf(newest.values());
  }

  /** The cuts, in points; empty: there are none yet. */
  List<Double> cuts() {
    var newest = new ArrayList<TierCuts>();
    var values = Topics.TIER_CUTS.value().deserializer();
    read(
        Topics.TIER_CUTS,
        record -> {
          var cuts = values.deserialize(Topics.TIER_CUTS.name(), record.value());
          if (cuts != null) {
            newest.clear();
            newest.add(cuts);
          }
        });
    return newest.stream().flatMap(cuts -> points(cuts).stream()).toList();
  }

  private static List<Double> points(TierCuts cuts) {
    return cuts.getMilliCuts().isEmpty()
        ? cuts.getCuts().stream().map(Integer::doubleValue).toList()
        : cuts.getMilliCuts().stream().map(milli -> milli / 1_000.0).toList();
  }

  private void read(Topic<?, ?> topic, Consumer<LogRecord> consumer) {
    for (var range : log.ranges(topic, Range.ALL)) {
      try (var reader = log.read(range)) {
        for (var record = reader.peek(); record != null; record = reader.peek()) {
          reader.skip();
          accept(topic, record, consumer);
        }
      }
    }
  }

  private static void accept(Topic<?, ?> topic, LogRecord record, Consumer<LogRecord> consumer) {
    try {
      consumer.accept(record);
    } catch (SerializationException e) {
      throw new Fault(
          "%s has an unreadable record at offset %d of partition %d: %s"
              .formatted(topic.name(), record.offset(), record.partition(), e.getMessage()),
          e);
    }
  }
}
