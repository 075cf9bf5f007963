package equilibrium.bench.race.real;

import equilibrium.platform.Fault;
import equilibrium.platform.KafkaSettings;
import equilibrium.schemas.ClientIds;
import equilibrium.schemas.EnumText;
import equilibrium.schemas.Topics;
import equilibrium.schemas.event.AnnounceEvent;
import equilibrium.schemas.event.Announced;
import equilibrium.schemas.event.ClientId;
import equilibrium.schemas.event.InfoHash;
import java.time.Duration;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;

/**
 * What the log says about the races: each announce of a racer must have been answered by the policy
 * of its swarm, and for the tier that its client has earned.
 */
final class AnswerCheck {
  private static final Duration POLL = Duration.ofMillis(200);

  private final Map<String, Integer> tiers = new HashMap<>();
  private final Map<String, String> policies = new HashMap<>();
  private int announces;

  AnswerCheck(List<Entrant> entrants) {
    entrants.forEach(one -> tiers.put(hex(ClientIds.ofKey(one.key())), one.tier()));
  }

  /**
   * A swarm raced.
   *
   * @param infoHash 40 hex digits
   */
  void expect(String infoHash, String policy) {
    policies.put(infoHash, policy);
  }

  /** Reads the whole log. Returns how many announces of racers it holds. */
  int read(KafkaSettings kafka) {
    try (var consumer =
        new KafkaConsumer<InfoHash, SpecificRecord>(
            kafka.with(Map.of("isolation.level", "read_committed")),
            Topics.ANNOUNCES.key().deserializer(),
            Topics.ANNOUNCES.value().deserializer())) {
      var partitions =
          consumer.partitionsFor(Topics.ANNOUNCES.name()).stream()
              .map(one -> new TopicPartition(one.topic(), one.partition()))
              .toList();
      consumer.assign(partitions);
      consumer.seekToBeginning(partitions);
      var ends = consumer.endOffsets(partitions);
      while (ends.entrySet().stream()
          .anyMatch(end -> consumer.position(end.getKey()) < end.getValue())) {
        for (var record : consumer.poll(POLL)) {
          if (record.value() instanceof Announced announced) {
            take(announced);
          }
        }
      }
    }
    return announces;
  }

  private void take(Announced announced) {
    var policy = policies.get(HexFormat.of().formatHex(announced.getInfoHash().bytes()));
    if (policy == null || announced.getEvent() == AnnounceEvent.STOPPED) { // which gets no peers
      return;
    }
    announces++;
    var answer = announced.getAnswer();
    var answeredBy = EnumText.of(answer.getPolicy());
    var tier = tiers.get(hex(announced.getClientId()));
    if (tier == null || answer.getTier() != tier || !answeredBy.equals(policy)) {
      throw new Fault(
          "an announce was answered by %s for tier %d, expected %s and tier %s"
              .formatted(answeredBy, answer.getTier(), policy, tier));
    }
  }

  private static String hex(ClientId id) {
    return HexFormat.of().formatHex(id.bytes());
  }
}
