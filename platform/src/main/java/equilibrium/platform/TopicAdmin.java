package equilibrium.platform;

import equilibrium.schemas.Topic;
import equilibrium.schemas.Topic.Spread;
import equilibrium.schemas.Topics;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.LockSupport;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AlterConfigOp;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.errors.TopicExistsException;

/** Creates the tracker's topics, and reports where existing ones differ from the settings. */
public final class TopicAdmin implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofSeconds(30);
  private static final Duration POLL = Duration.ofMillis(20);

  private final KafkaSettings kafka;
  private final Admin admin;

  public TopicAdmin(KafkaSettings kafka) {
    this.kafka = kafka;
    this.admin = Admin.create(kafka.with(Map.of("client.id", "topics")));
  }

  /**
   * Creates missing topics and waits until the brokers know them; returns their names. Existing
   * ones that hold what operators say are set to be flushed at once, which earlier versions did not
   * ask.
   */
  public List<String> create() {
    var existing = existing();
    flushAtOnce(existing);
    var missing = Topics.all().stream().filter(topic -> !existing.contains(topic.name())).toList();
    admin
        .createTopics(missing.stream().map(this::wanted).toList())
        .values()
        .values()
        .forEach(this::awaitCreation);
    var created = missing.stream().map(Topic::name).toList();
    awaitKnown(created);
    awaitLeaders(missing);
    return created;
  }

  private void flushAtOnce(Set<String> existing) {
    var changes = new HashMap<ConfigResource, Collection<AlterConfigOp>>();
    for (var topic : Topics.all()) {
      if (existing.contains(topic.name()) && topic.settings().containsKey(Topic.FLUSH)) {
        var setting = new ConfigEntry(Topic.FLUSH, topic.settings().get(Topic.FLUSH));
        changes.put(
            new ConfigResource(ConfigResource.Type.TOPIC, topic.name()),
            List.of(new AlterConfigOp(setting, AlterConfigOp.OpType.SET)));
      }
    }
    if (!changes.isEmpty()) {
      var _ = await(admin.incrementalAlterConfigs(changes).all());
    }
  }

  private NewTopic wanted(Topic<?, ?> topic) {
    var settings = new HashMap<>(topic.settings());
    if (kafka.replication() > 2) {
      settings.put("min.insync.replicas", "2");
    }
    return new NewTopic(topic.name(), wantedPartitions(topic), (short) kafka.replication())
        .configs(settings);
  }

  private void awaitCreation(KafkaFuture<Void> creation) {
    try {
      await(creation);
    } catch (TopicExistsException _) {
      // Another program was faster.
    }
  }

  /** A broker learns of a topic a moment after its controller; Streams fails if it asks between. */
  private void awaitKnown(List<String> created) {
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    while (!existing().containsAll(created)) {
      if (System.nanoTime() - deadline > 0) {
        throw fault(new TimeoutException("created topics do not appear"));
      }
      LockSupport.parkNanos(POLL.toNanos());
    }
  }

  /**
   * A broker announces that it leads a new partition a moment before it does. Batches that an
   * idempotent producer sends in between may arrive out of order: the broker refuses the first,
   * accepts the next as the begin of the sequence, and then refuses the first until its timeout.
   */
  private void awaitLeaders(List<Topic<?, ?>> created) {
    var ends = new HashMap<TopicPartition, OffsetSpec>();
    for (var topic : created) {
      for (int partition = 0; partition < wantedPartitions(topic); partition++) {
        ends.put(new TopicPartition(topic.name(), partition), OffsetSpec.latest());
      }
    }
    var _ = await(admin.listOffsets(ends).all()); // only a leader answers
  }

  /** Those of the names that no topic has, in alphabetical order. */
  public List<String> missing(Collection<String> names) {
    var existing = existing();
    return names.stream().filter(name -> !existing.contains(name)).sorted().toList();
  }

  /** A sentence for each topic that is missing or differs; empty if all are right. */
  public List<String> check() {
    var faults = new ArrayList<String>();
    var existing = existing();
    for (Topic<?, ?> topic : Topics.all()) {
      if (existing.contains(topic.name())) {
        compare(topic).ifPresent(faults::add);
      } else {
        faults.add("topic %s is missing".formatted(topic.name()));
      }
    }
    return faults;
  }

  private Optional<String> compare(Topic<?, ?> topic) {
    int expected = wantedPartitions(topic);
    return await(admin.describeTopics(List.of(topic.name())).allTopicNames()).values().stream()
        .map(found -> found.partitions().size())
        .filter(found -> found != expected)
        .map(found ->
            "topic %s has %d partitions, expected %d".formatted(topic.name(), found, expected))
        .findFirst();
  }

  /** Partitions of a topic as it is; of one that does not exist yet, as it would be created. */
  public int partitions(Topic<?, ?> topic) {
    return existing().contains(topic.name())
        ? await(admin.describeTopics(List.of(topic.name())).allTopicNames()).values().stream()
            .mapToInt(found -> found.partitions().size())
            .sum()
        : wantedPartitions(topic);
  }

  private int wantedPartitions(Topic<?, ?> topic) {
    return topic.spread() == Spread.SINGLE ? 1 : kafka.partitions();
  }

  private Set<String> existing() {
    return await(admin.listTopics().names());
  }

  private <T> T await(KafkaFuture<T> future) {
    try {
      return future.get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
    } catch (ExecutionException e) {
      if (e.getCause() instanceof TopicExistsException exists) {
        throw exists;
      }
      throw fault(e);
    } catch (TimeoutException e) {
      throw new Fault(
          "Kafka at %s has not answered for %d s: is it running?"
              .formatted(servers(), PATIENCE.toSeconds()),
          e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw fault(e);
    }
  }

  private Fault fault(Throwable cause) {
    return new Fault("Kafka at %s: %s".formatted(servers(), cause.getMessage()), cause);
  }

  private String servers() {
    return String.valueOf(kafka.clients().get(KafkaSettings.BOOTSTRAP));
  }

  @Override
  public void close() {
    admin.close(Duration.ofSeconds(5));
  }
}
