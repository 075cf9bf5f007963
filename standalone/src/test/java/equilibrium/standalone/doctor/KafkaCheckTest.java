package equilibrium.standalone.doctor;

import static org.assertj.core.api.Assertions.assertThat;

import equilibrium.platform.KafkaSettings;
import equilibrium.schemas.Topic.Spread;
import equilibrium.schemas.Topics;
import equilibrium.standalone.doctor.Finding.Grade;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.Node;
import org.apache.kafka.common.TopicPartitionInfo;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A good cluster has no fault; each planted one is found, alone. */
class KafkaCheckTest {
  private final Map<String, TopicDescription> topics = new HashMap<>();
  private final Map<String, Map<String, String>> settings = new HashMap<>();
  private final Map<String, Map<String, String>> brokers =
      Map.of("1", Map.of("offsets.load.buffer.size", "5242880"));
  private int transactions = 2;

  KafkaCheckTest() {
    for (var topic : Topics.all()) {
      topic(topic.name(), topic.spread() == Spread.SINGLE ? 1 : 4, 3, 3);
      settings.put(
          topic.name(),
          new HashMap<>(
              Map.of(
                  "min.insync.replicas", "2",
                  "unclean.leader.election.enable", "false",
                  "message.timestamp.type", "LogAppendTime")));
    }
    settings.put("__consumer_offsets", new HashMap<>(Map.of("segment.bytes", "4194304")));
  }

  @Test
  void aGoodClusterHasNoFault() {
    assertThat(findings()).allMatch(finding -> finding.grade() == Grade.OK);
    assertThat(check().guarantee()).contains("survives the loss of any 1 of 3 replicas");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          announces          | min.insync.replicas            | 1          | min.insync.replicas=1
          registrations      | unclean.leader.election.enable | true       | unclean.leader.election
          members            | message.timestamp.type         | CreateTime | a wrong clock of one node
          __consumer_offsets | segment.bytes                  | 104857600  | scoring may stand still
          """)
  void aBadSettingIsAFault(String topic, String setting, String value, String said) {
    settings.computeIfAbsent(topic, _ -> new HashMap<>()).put(setting, value);

    assertThat(worst())
        .singleElement()
        .satisfies(finding -> {
          assertThat(finding.grade()).isEqualTo(Grade.FAULT);
          assertThat(finding.what()).contains(said).contains(topic);
          assertThat(finding.cure()).isNotEmpty();
        });
  }

  @Test
  void aMissingTopicIsAFault() {
    topics.remove("tier-cuts");

    assertThat(worst())
        .singleElement()
        .extracting(Finding::line)
        .asString()
        .isEqualTo("fault    topic tier-cuts does not exist: run \"equilibrium topics create\"");
  }

  @Test
  void anotherNumberOfPartitionsIsAFault() {
    topic("announces", 8, 3, 3);

    assertThat(worst())
        .singleElement()
        .extracting(Finding::line)
        .asString()
        .startsWith("fault    topic announces has 8 partitions, and kafka.partitions expects 4");
  }

  @Test
  void fewerReplicasAreAWarningAndAWeakerGuarantee() {
    topic("announces", 4, 1, 1);

    assertThat(worst())
        .singleElement()
        .extracting(Finding::line)
        .asString()
        .startsWith("warning  topic announces has 1 replicas, and kafka.replication expects 3");
    assertThat(check().guarantee()).contains("not a power cut");
  }

  @Test
  void replicasOutOfSyncAreAWarning() {
    topic("announces", 4, 3, 2);

    assertThat(worst())
        .singleElement()
        .extracting(Finding::line)
        .asString()
        .startsWith("warning  topic announces has 4 partitions with replicas that are not in sync");
  }

  @Test
  void oldTransactionsAreAFault() {
    transactions = 1;

    assertThat(worst())
        .singleElement()
        .extracting(Finding::line)
        .asString()
        .startsWith("fault    transaction.version is 1, expected 2");
  }

  private void topic(String name, int partitions, int replicas, int inSync) {
    var nodes =
        IntStream.rangeClosed(1, replicas).mapToObj(id -> new Node(id, "127.0.0.1", id)).toList();
    var infos =
        IntStream.range(0, partitions)
            .mapToObj(
                i -> new TopicPartitionInfo(i, nodes.getFirst(), nodes, nodes.subList(0, inSync)))
            .toList();
    topics.put(name, new TopicDescription(name, false, infos));
  }

  private KafkaCheck check() {
    return new KafkaCheck(
        new KafkaSettings(Map.of(), 4, 3), new KafkaFacts(topics, settings, brokers, transactions));
  }

  private List<Finding> findings() {
    return check().findings();
  }

  private List<Finding> worst() {
    return findings().stream().filter(finding -> finding.grade() != Grade.OK).toList();
  }
}
