package equilibrium.standalone.control;

import static java.nio.charset.StandardCharsets.UTF_8;

import equilibrium.platform.Fault;
import equilibrium.platform.KafkaSettings;
import equilibrium.schemas.DeadLetterHeaders;
import equilibrium.schemas.Topics;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.function.Consumer;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/** Reads topic {@code dead-letters}, and sends letters back to the topics from which they came. */
public final class DeadLetterLog implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofSeconds(15);
  private static final Duration POLL = Duration.ofMillis(200);
  private static final int BATCH = 100;
  private static final String NAME = Topics.DEAD_LETTERS.name();

  private final KafkaSettings kafka;
  private final KafkaConsumer<byte[], byte[]> consumer;

  public DeadLetterLog(KafkaSettings kafka) {
    this.kafka = kafka;
    this.consumer =
        new KafkaConsumer<>(
            kafka.with(
                Map.of(
                    "client.id", "equilibrium-command",
                    "isolation.level", "read_committed",
                    "auto.offset.reset", "earliest",
                    "default.api.timeout.ms", (int) PATIENCE.toMillis())),
            new ByteArrayDeserializer(),
            new ByteArrayDeserializer());
  }

  /** Hands over every letter that the topic holds now. */
  public void read(Consumer<Letter> each) {
    try {
      var partitions =
          consumer.partitionsFor(NAME).stream()
              .map(found -> new TopicPartition(NAME, found.partition()))
              .toList();
      consumer.assign(partitions);
      consumer.seekToBeginning(partitions);
      var ends = consumer.endOffsets(partitions);
      while (partitions.stream().anyMatch(part -> consumer.position(part) < end(ends, part))) {
        for (var record : consumer.poll(POLL)) {
          each.accept(new Letter(record));
        }
      }
    } catch (KafkaException e) {
      throw fault("reading " + NAME, e);
    }
  }

  private static long end(Map<TopicPartition, Long> ends, TopicPartition partition) {
    return ends.getOrDefault(partition, 0L);
  }

  /** The letter at this place. Throws a {@link Fault} if there is none. */
  public Letter letter(Letter.Place place) {
    var partition = new TopicPartition(NAME, place.partition());
    try {
      if (place.partition() < consumer.partitionsFor(NAME).size()) {
        consumer.assign(List.of(partition));
        consumer.seek(partition, place.offset());
        long end = end(consumer.endOffsets(List.of(partition)), partition);
        while (consumer.position(partition) < end
            && consumer.position(partition) <= place.offset()) {
          for (var record : consumer.poll(POLL).records(partition)) {
            if (record.offset() == place.offset()) {
              return new Letter(record);
            }
          }
        }
      }
    } catch (KafkaException e) {
      throw fault("reading " + NAME, e);
    }
    throw new Fault("%s has no record at %s".formatted(NAME, place));
  }

  /**
   * Letters of one topic.
   *
   * @param whole those to replay
   * @param cut those that hold only a part of their record
   */
  public record Selection(List<Letter.Place> whole, List<Letter.Place> cut) {
    public Selection {
      whole = List.copyOf(whole);
      cut = List.copyOf(cut);
    }
  }

  /**
   * The letters of one topic that may be replayed: each record once, although several programs may
   * have refused it, and none whose content has already failed at another place, because it was
   * replayed before.
   */
  public Selection replayable(String topic) {
    var cut = new ArrayList<Letter.Place>();
    var first = new LinkedHashMap<Letter.Place, Letter.Place>();
    var content = new HashMap<Letter.Place, String>();
    var places = new HashMap<String, Set<Letter.Place>>();
    read(letter -> {
      if (letter.topic().equals(topic) && letter.isCut()) {
        cut.add(letter.place());
      } else if (letter.topic().equals(topic)) {
        var source = letter.source();
        first.putIfAbsent(source, letter.place());
        content.put(source, letter.fingerprint());
        places.computeIfAbsent(letter.fingerprint(), _ -> new HashSet<>()).add(source);
      }
    });
    var chosen = new ArrayList<Letter.Place>();
    first.forEach((source, place) -> {
      if (places.getOrDefault(content.getOrDefault(source, ""), Set.of()).size() == 1) {
        chosen.add(place);
      }
    });
    return new Selection(chosen, cut);
  }

  /**
   * Sends letters back to their topics, with key and partition, a batch at a time.
   *
   * @param sent takes each letter once it is there, also if a later one fails
   */
  public void replay(List<Letter.Place> places, Consumer<Letter> sent) {
    try (var producer =
        new KafkaProducer<>(
            kafka.with(Map.of("client.id", "equilibrium-command", "acks", "all")),
            new ByteArraySerializer(),
            new ByteArraySerializer())) {
      for (int first = 0; first < places.size(); first += BATCH) {
        var batch = places.subList(first, Math.min(places.size(), first + BATCH));
        for (var letter : batch.stream().map(this::letter).toList()) {
          var _ = producer.send(back(letter)).get();
          sent.accept(letter);
        }
      }
    } catch (ExecutionException e) {
      throw fault("replaying", e.getCause() == null ? e : e.getCause());
    } catch (KafkaException e) {
      throw fault("replaying", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw fault("replaying", e);
    }
  }

  @SuppressWarnings("NullAway") // a producer takes null as key and as value
  private static ProducerRecord<byte[], byte[]> back(Letter letter) {
    var topic = letter.topic();
    if (topic.equals(NAME)
        || Topics.all().stream().noneMatch(known -> known.name().equals(topic))) {
      throw new Fault(
          "the dead letter %s came from topic \"%s\", to which nothing is sent back"
              .formatted(letter.place(), topic));
    }
    if (letter.isCut()) {
      throw new Fault(
          "the dead letter %s holds only a part of its record, which was too large; the whole one is in %s at %s until it is deleted there"
              .formatted(letter.place(), topic, letter.source()));
    }
    int partition = letter.source().partition();
    var record =
        new ProducerRecord<>(topic, partition < 0 ? null : partition, letter.key(), letter.value());
    record
        .headers()
        .add(DeadLetterHeaders.REPLAYED_FROM, letter.place().toString().getBytes(UTF_8));
    return record;
  }

  private Fault fault(String what, Throwable cause) {
    return new Fault(
        "%s, Kafka at %s: %s; %s"
            .formatted(
                what,
                kafka.clients().get(KafkaSettings.BOOTSTRAP),
                cause.getMessage(),
                ConnectionAdvice.SAME_SETTINGS),
        cause);
  }

  @Override
  public void close() {
    consumer.close();
  }
}
