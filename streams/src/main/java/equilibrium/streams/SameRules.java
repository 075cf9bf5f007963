package equilibrium.streams;

import equilibrium.platform.Fault;
import equilibrium.platform.KafkaSettings;
import equilibrium.platform.Platform;
import equilibrium.platform.member.MemberHeartbeat;
import equilibrium.platform.member.MemberRecord;
import equilibrium.schemas.Topics;
import equilibrium.schemas.event.Member;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Properties;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.SerializationException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/**
 * Refuses to start a program beside another process of it that folds by other rules: their results
 * would depend on who owns which partition.
 *
 * <p>First the program says in topic {@code members} by which rules it folds, then it reads what
 * others said. So of two that start at once at least one sees the other.
 */
final class SameRules {
  private static final Duration WITHIN = Duration.ofSeconds(10);
  private static final Duration POLL = Duration.ofMillis(100);

  /** A program that wrote nothing for this long, tracker time, has ended. */
  private static final Duration ALIVE = MemberHeartbeat.EVERY.multipliedBy(2);

  private final Platform platform;
  private final MemberRecord self;

  private SameRules(Platform platform, MemberRecord self) {
    this.platform = platform;
    this.self = self;
  }

  /** A {@link Fault} that names the other process, its rules and what to do. */
  static void demand(Platform platform, MemberRecord self) {
    new SameRules(platform, self).demand();
  }

  private void demand() {
    send(self.present(platform.clock().nowMs(), MemberRecord.Doing.NOTHING));
    var other = members().values().stream().filter(this::contradicts).findFirst();
    if (other.isPresent()) {
      send(self.gone());
      throw new Fault(
          "%s cannot start: it folds by rules %s, and node %d by rules %s; give both the same rules and"
                  .formatted(
                      self.program(), self.rules(), other.get().getNode(), other.get().getRules())
              + " version, or stop the other one first (one that was killed counts for %d s more)"
                  .formatted(platform.scale().real(ALIVE).toSeconds()));
    }
  }

  private boolean contradicts(Member other) {
    return other.getNode() != self.id()
        && other.getProgram().equals(self.program())
        && !other.getRules().isEmpty()
        && !other.getRules().equals(self.rules())
        && platform.clock().nowMs() - other.getLastSeenMs() < alive().toMillis();
  }

  /** Tracker time; programs write at most once in {@link MemberHeartbeat#SHORTEST} real time. */
  private Duration alive() {
    var least = MemberHeartbeat.SHORTEST.multipliedBy(4L * platform.scale().factor());
    return ALIVE.compareTo(least) < 0 ? least : ALIVE;
  }

  private void send(ProducerRecord<byte[], byte[]> record) {
    var settings =
        Map.<String, Object>of(
            "client.id",
            self.program() + "-rules",
            "acks",
            "all",
            "max.block.ms",
            WITHIN.toMillis());
    try (var producer =
        new KafkaProducer<>(
            platform.kafka().with(settings),
            new ByteArraySerializer(),
            new ByteArraySerializer())) {
      producer.send(record).get(WITHIN.toMillis(), TimeUnit.MILLISECONDS);
    } catch (ExecutionException | TimeoutException e) {
      throw new Fault(
          "%s cannot start: topic members cannot be written (%s)"
              .formatted(self.program(), Objects.requireNonNullElse(e.getCause(), e).getMessage()),
          e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new Fault("%s cannot start: interrupted".formatted(self.program()), e);
    }
  }

  /** The newest record of each member. */
  private Map<Long, Member> members() {
    var members = new HashMap<Long, Member>();
    var partition = new TopicPartition(Topics.MEMBERS.name(), 0);
    try (var consumer =
        new KafkaConsumer<>(
            settings(platform.kafka()), new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
      consumer.assign(List.of(partition));
      consumer.seekToBeginning(List.of(partition));
      long end = consumer.endOffsets(List.of(partition), WITHIN).getOrDefault(partition, 0L);
      long deadlineNs = System.nanoTime() + WITHIN.toNanos();
      while (consumer.position(partition) < end) {
        if (System.nanoTime() - deadlineNs > 0) {
          throw new Fault(
              "%s cannot start: topic members could not be read within %d s"
                  .formatted(self.program(), WITHIN.toSeconds()));
        }
        consumer.poll(POLL).forEach(record -> take(record, members));
      }
    }
    return members;
  }

  private static Properties settings(KafkaSettings kafka) {
    return kafka.with(Map.of("enable.auto.commit", false, "allow.auto.create.topics", false));
  }

  /** What cannot be read says nothing about rules. */
  private static void take(ConsumerRecord<byte[], byte[]> record, Map<Long, Member> members) {
    try {
      var id = Topics.MEMBERS.key().deserializer().deserialize(record.topic(), record.key());
      var member =
          Topics.MEMBERS.value().deserializer().deserialize(record.topic(), record.value());
      if (member == null) {
        members.remove(id);
      } else {
        members.put(id, member);
      }
    } catch (SerializationException _) {
      // a dead letter of those who follow the topic
    }
  }
}
