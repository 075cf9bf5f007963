package equilibrium.scoring.carry;

import equilibrium.platform.Fault;
import equilibrium.platform.KafkaSettings;
import equilibrium.schemas.Topics;
import equilibrium.scoring.stream.FoldClients;
import equilibrium.streams.StreamsSettings;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.GroupState;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.TopicExistsException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Lets scoring begin under another application id without losing what clients have earned in months
 * (docs/operate/upgrades.md). What a restart reads is made from {@code client-standings}, and
 * announces go on where the former id stopped. Sessions and balances of swarms begin anew.
 */
public final class CarryOver {
  private static final Logger LOG = LoggerFactory.getLogger(CarryOver.class);
  private static final int ANSWER_SECONDS = 30;
  private static final String TOPIC_SETTING = "topic.";

  private final KafkaSettings kafka;
  private final StreamsSettings streams;
  private final Admin admin;

  /**
   * What was carried over.
   *
   * @param records standings that were written, several for some clients
   * @param unreadable standings that were left out
   */
  public record Result(long records, long unreadable) {}

  private CarryOver(KafkaSettings kafka, StreamsSettings streams, Admin admin) {
    this.kafka = kafka;
    this.streams = streams;
    this.admin = admin;
  }

  /**
   * Carries standings over from a former application id; nothing if the new one has begun already.
   * A {@link Fault} if the former one has members or no positions, or if Kafka does not answer. It
   * may be run again after a failure, but not by two processes at once.
   */
  public static Optional<Result> run(String former, KafkaSettings kafka, StreamsSettings streams) {
    try (var admin = Admin.create(kafka.with(Map.of()))) {
      return new CarryOver(kafka, streams, admin).from(former);
    } catch (ExecutionException | TimeoutException | KafkaException e) {
      throw new Fault("standings are not carried over, Kafka says: " + e.getMessage(), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new Fault("standings are not carried over: interrupted", e);
    }
  }

  private Optional<Result> from(String former)
      throws ExecutionException, InterruptedException, TimeoutException {
    if (!announces(streams.applicationId()).isEmpty()) {
      return Optional.empty();
    }
    var positions = announces(former);
    if (positions.isEmpty()) {
      throw new Fault(
          ("scoring.carry-over-from is %s, which has no positions in topic %s; expected the"
                  + " scoring.application-id until now")
              .formatted(former, Topics.ANNOUNCES.name()));
    }
    requireStopped(former);
    var changelog = "%s-%s-changelog".formatted(streams.applicationId(), FoldClients.CLIENTS);
    create(changelog, positions.size());
    var result = new StandingsCopy(kafka, changelog).copy();
    answer(admin.alterConsumerGroupOffsets(streams.applicationId(), positions).all());
    LOG.atInfo()
        .addKeyValue("from", former)
        .addKeyValue("records", result.records())
        .addKeyValue("unreadable", result.unreadable())
        .log("standings were carried over to a new application id");
    return Optional.of(result);
  }

  /** Positions of a group in the announces. */
  private Map<TopicPartition, OffsetAndMetadata> announces(String group)
      throws ExecutionException, InterruptedException, TimeoutException {
    var positions = new HashMap<TopicPartition, OffsetAndMetadata>();
    answer(admin.listConsumerGroupOffsets(group).partitionsToOffsetAndMetadata())
        .forEach((partition, position) -> {
          if (position != null && partition.topic().equals(Topics.ANNOUNCES.name())) {
            positions.put(partition, new OffsetAndMetadata(position.offset()));
          }
        });
    return positions;
  }

  private void requireStopped(String group)
      throws ExecutionException, InterruptedException, TimeoutException {
    var state = answer(admin.describeConsumerGroups(List.of(group)).all()).get(group);
    var idle = Set.of(GroupState.EMPTY, GroupState.DEAD);
    if (state != null && !idle.contains(state.groupState())) {
      throw new Fault(
          ("scoring.carry-over-from is %s, which has running processes (%s); stop them all first; one"
                  + " that was killed counts for 15 s")
              .formatted(group, state.groupState()));
    }
  }

  /** As Kafka Streams would create it. */
  private void create(String changelog, int partitions)
      throws ExecutionException, InterruptedException, TimeoutException {
    var configs = new HashMap<String, String>();
    configs.put("cleanup.policy", "compact");
    streams
        .over(kafka)
        .forEach((key, value) -> {
          if (key.toString().startsWith(TOPIC_SETTING)) {
            configs.put(key.toString().substring(TOPIC_SETTING.length()), value.toString());
          }
        });
    var topic =
        new NewTopic(changelog, Optional.of(partitions), Optional.of((short) kafka.replication()))
            .configs(configs);
    try {
      answer(admin.createTopics(List.of(topic)).all());
    } catch (ExecutionException e) {
      if (!(e.getCause() instanceof TopicExistsException)) {
        throw e;
      }
    }
  }

  private static <T> T answer(KafkaFuture<T> future)
      throws ExecutionException, InterruptedException, TimeoutException {
    return future.get(ANSWER_SECONDS, TimeUnit.SECONDS);
  }
}
