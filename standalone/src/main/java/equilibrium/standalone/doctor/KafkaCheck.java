package equilibrium.standalone.doctor;

import static equilibrium.standalone.doctor.Finding.fault;
import static equilibrium.standalone.doctor.Finding.ok;
import static equilibrium.standalone.doctor.Finding.warning;

import equilibrium.platform.KafkaSettings;
import equilibrium.schemas.Topic;
import equilibrium.schemas.Topic.Spread;
import equilibrium.schemas.Topics;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.admin.TopicDescription;

/** Topics and brokers. */
final class KafkaCheck {
  private static final String IN_SYNC = "min.insync.replicas";
  private static final String UNCLEAN = "unclean.leader.election.enable";
  private static final String TIMESTAMPS = "message.timestamp.type";

  /** From this version on a transaction cannot be torn by a late message (KIP-890). */
  private static final int SAFE_TRANSACTIONS = 2;

  private final KafkaSettings wanted;
  private final KafkaFacts facts;

  KafkaCheck(KafkaSettings wanted, KafkaFacts facts) {
    this.wanted = wanted;
    this.facts = facts;
  }

  List<Finding> findings() {
    var findings = new ArrayList<Finding>();
    for (var topic : Topics.all()) {
      findings.addAll(topic(topic));
    }
    if (findings.isEmpty()) {
      findings.add(ok("all %d topics are as they should be".formatted(Topics.all().size())));
    }
    findings.add(transactions());
    findings.addAll(groupOffsets());
    return findings;
  }

  private List<Finding> topic(Topic<?, ?> topic) {
    var name = topic.name();
    var described = facts.topics().get(name);
    if (described == null) {
      return List.of(
          fault("topic %s does not exist".formatted(name), "run \"equilibrium topics create\""));
    }
    var findings = new ArrayList<Finding>();
    int partitions = topic.spread() == Spread.SINGLE ? 1 : wanted.partitions();
    if (described.partitions().size() != partitions) {
      findings.add(
          fault(
              "topic %s has %d partitions, and kafka.partitions expects %d"
                  .formatted(name, described.partitions().size(), partitions),
              "set kafka.partitions to what the topics have; they are fixed for life"));
    }
    if (facts.replicas(name) < wanted.replication()) {
      findings.add(
          warning(
              "topic %s has %d replicas, and kafka.replication expects %d"
                  .formatted(name, facts.replicas(name), wanted.replication()),
              "add replicas with kafka-reassign-partitions"));
    }
    findings.addAll(inSync(described));
    findings.addAll(settings(name));
    return List.copyOf(findings);
  }

  private List<Finding> inSync(TopicDescription topic) {
    var name = topic.name();
    var findings = new ArrayList<Finding>();
    int replicas = facts.replicas(name);
    if (replicas >= 3 && number(facts.setting(name, IN_SYNC)) < 2) {
      findings.add(
          fault(
              "topic %s has %s=%s with %d replicas: one broker alone may acknowledge"
                  .formatted(name, IN_SYNC, facts.setting(name, IN_SYNC), replicas),
              "set " + IN_SYNC + "=2"));
    }
    long out =
        topic.partitions().stream()
            .filter(one -> one.isr().size() < one.replicas().size() || one.leader() == null)
            .count();
    if (out > 0) {
      findings.add(
          warning(
              "topic %s has %d partitions with replicas that are not in sync".formatted(name, out),
              "see that every broker runs"));
    }
    return findings;
  }

  private List<Finding> settings(String name) {
    var findings = new ArrayList<Finding>();
    if (facts.setting(name, UNCLEAN).equals("true")) {
      findings.add(
          fault(
              "topic %s has %s=true: acknowledged records may be lost".formatted(name, UNCLEAN),
              "set it to false"));
    }
    if (!facts.setting(name, TIMESTAMPS).equals("LogAppendTime")) {
      findings.add(
          fault(
              "topic %s has %s=%s: a wrong clock of one node counts for all"
                  .formatted(name, TIMESTAMPS, facts.setting(name, TIMESTAMPS)),
              "set it to LogAppendTime"));
    }
    return findings;
  }

  private Finding transactions() {
    return facts.transactions() >= SAFE_TRANSACTIONS
        ? ok("transaction.version is " + facts.transactions())
        : fault(
            "transaction.version is %d, expected %d: a transaction may be torn"
                .formatted(facts.transactions(), SAFE_TRANSACTIONS),
            "run \"kafka-features upgrade --feature transaction.version=2\"");
  }

  /** A coordinator loads a segment only as far as its buffer, if the buffer is smaller. */
  private List<Finding> groupOffsets() {
    var segment = facts.setting(KafkaFacts.GROUP_OFFSETS, "segment.bytes");
    if (segment.isEmpty()) {
      return List.of();
    }
    var findings = new ArrayList<Finding>();
    for (Map.Entry<String, Map<String, String>> broker : facts.brokers().entrySet()) {
      var buffer = broker.getValue().getOrDefault("offsets.load.buffer.size", "5242880");
      findings.add(
          number(segment) < number(buffer)
              ? ok(
                  "segments of %s (%s bytes) fit into the load buffer of broker %s"
                      .formatted(KafkaFacts.GROUP_OFFSETS, segment, broker.getKey()))
              : fault(
                  "%s has segments of %s bytes, and broker %s loads %s: scoring may stand still after a broker's restart"
                      .formatted(KafkaFacts.GROUP_OFFSETS, segment, broker.getKey(), buffer),
                  "set segment.bytes of the topic below offsets.load.buffer.size"));
    }
    return List.copyOf(findings);
  }

  /** What an acknowledged announce survives, as the topic and the brokers are set. */
  String guarantee() {
    var name = Topics.ANNOUNCES.name();
    int replicas = facts.replicas(name);
    long inSync = number(facts.setting(name, IN_SYNC));
    boolean clean = !facts.setting(name, UNCLEAN).equals("true");
    if (replicas >= 3 && inSync >= 2 && clean) {
      return "an announce that Kafka acknowledged survives the loss of any %d of %d replicas, and a power cut of all but one in sync"
          .formatted(inSync - 1, replicas);
    }
    return replicas > 1 && clean
        ? "an announce that Kafka acknowledged survives a kill of every process, not the loss of the one broker that may have acknowledged it alone"
        : "an announce that Kafka acknowledged survives a kill of every process, not a power cut or the loss of the broker's disk";
  }

  private static long number(String text) {
    return text.isEmpty() ? 0 : Long.parseLong(text);
  }
}
