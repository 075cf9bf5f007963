package equilibrium.scoring;

import equilibrium.platform.Fault;
import equilibrium.platform.KafkaSettings;
import equilibrium.schemas.Topics;
import equilibrium.schemas.event.TierCuts;
import equilibrium.scoring.rules.ScoringRules;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.SerializationException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/**
 * The rules that made the newest tier cuts. Standings name a version alone, so a version must mean
 * the same values for ever: other values need a higher version.
 *
 * @param version 0: there are no cuts yet
 * @param name version and fingerprint of all values; empty: not recorded
 */
public record RulesInForce(int version, String name) {
  private static final RulesInForce NONE = new RulesInForce(0, "");
  private static final Duration WITHIN = Duration.ofSeconds(10);
  private static final Duration POLL = Duration.ofMillis(100);

  /** Reads them from topic {@code tier-cuts}; a {@link Fault} if Kafka does not answer. */
  public static RulesInForce read(KafkaSettings kafka) {
    var settings =
        Map.<String, Object>of(
            "enable.auto.commit",
            false,
            "allow.auto.create.topics",
            false,
            "isolation.level",
            "read_committed");
    try (var consumer =
        new KafkaConsumer<>(
            kafka.with(settings), new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
      return newest(consumer);
    } catch (KafkaException e) {
      throw new Fault(
          "the rules in force cannot be read from topic %s: %s"
              .formatted(Topics.TIER_CUTS.name(), e.getMessage()),
          e);
    }
  }

  private static RulesInForce newest(KafkaConsumer<byte[], byte[]> consumer) {
    var partition = new TopicPartition(Topics.TIER_CUTS.name(), 0);
    if (consumer.partitionsFor(partition.topic(), WITHIN).isEmpty()) {
      return NONE;
    }
    var newest = NONE;
    consumer.assign(List.of(partition));
    consumer.seekToBeginning(List.of(partition));
    long end = consumer.endOffsets(List.of(partition), WITHIN).getOrDefault(partition, 0L);
    long deadlineNs = System.nanoTime() + WITHIN.toNanos();
    while (consumer.position(partition, WITHIN) < end) {
      if (System.nanoTime() - deadlineNs > 0) {
        throw new Fault(
            "the rules in force could not be read from topic %s within %d s"
                .formatted(partition.topic(), WITHIN.toSeconds()));
      }
      for (var record : consumer.poll(POLL)) {
        newest = newest.then(record);
      }
    }
    return newest;
  }

  /** A record that scoring takes for a dead letter changes nothing. */
  private RulesInForce then(ConsumerRecord<byte[], byte[]> record) {
    try {
      var cuts = Topics.TIER_CUTS.value().deserializer().deserialize("", record.value());
      return cuts == null ? this : of(cuts);
    } catch (SerializationException _) {
      return this;
    }
  }

  static RulesInForce of(TierCuts cuts) {
    return new RulesInForce(cuts.getRulesVersion(), cuts.getRules());
  }

  /** A {@link Fault} unless the next rules are these or have a higher version. */
  void demandMayBeFollowedBy(ScoringRules next) {
    if (next.version() < version) {
      throw new Fault(
          "scoring cannot start: its rules %s are older than rules %s, by which standings were made;"
                  .formatted(next.name(), shown())
              + " expected those, or a scoring.rules-file with a version above %d"
                  .formatted(version));
    }
    if (next.version() == version && isOther(next)) {
      throw new Fault(
          "scoring cannot start: its rules %s have other values than rules %s, by which standings"
                  .formatted(next.name(), shown())
              + " were made; expected the same values, or a scoring.rules-file with a version above"
              + " %d".formatted(version));
    }
  }

  /** A {@link Fault} unless they are these; for one that compares with what scoring wrote. */
  public void demandAre(ScoringRules rules) {
    if (version != 0 && (rules.version() != version || isOther(rules))) {
      throw new Fault(
          "scoring.rules-file gives rules %s, but standings were made by rules %s; expected the file"
                  .formatted(rules.name(), shown())
              + " that scoring runs with");
    }
  }

  private boolean isOther(ScoringRules rules) {
    return !name.isEmpty() && !name.equals(rules.name());
  }

  private String shown() {
    return name.isEmpty() ? Integer.toString(version) : name;
  }
}
