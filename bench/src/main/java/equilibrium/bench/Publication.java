package equilibrium.bench;

import equilibrium.platform.Fault;
import equilibrium.platform.KafkaSettings;
import equilibrium.schemas.Topics;
import equilibrium.schemas.event.InfoHash;
import equilibrium.schemas.event.Tick;
import java.util.Map;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.jspecify.annotations.Nullable;

/** Writes a history to the log, with the ticks that an ingress would write. */
final class Publication {
  private static final long TICK_MS = 30_000;
  private static final long NODE = 1;

  private final KafkaSettings kafka;
  private volatile @Nullable Exception failure;

  Publication(KafkaSettings kafka) {
    this.kafka = kafka;
  }

  /**
   * Writes some announces, and returns when the broker has them.
   *
   * @param from index of the first announce
   * @param to index after the last announce
   */
  void publish(History history, int from, int to) {
    var settings = kafka.with(Map.of("compression.type", "lz4", "linger.ms", "20", "acks", "all"));
    var announces = Topics.ANNOUNCES;
    try (var producer =
        new KafkaProducer<@Nullable InfoHash, SpecificRecord>(
            settings, announces.key().serializer(), announces.value().serializer())) {
      long tickMs = 0;
      for (int i = from; i < to; i++) {
        long atMs = history.atMs(i);
        if (atMs >= tickMs) {
          tick(producer, atMs);
          tickMs = atMs + TICK_MS;
        }
        var announced = history.announced(i);
        var _ =
            producer.send(
                new ProducerRecord<@Nullable InfoHash, SpecificRecord>(
                    announces.name(), announced.getInfoHash(), announced),
                this::sent);
      }
    }
    if (failure != null) {
      throw new Fault("the history cannot be written: " + failure.getMessage(), failure);
    }
  }

  private void sent(@Nullable RecordMetadata place, @Nullable Exception cause) {
    if (cause != null) {
      failure = cause;
    }
  }

  private void tick(KafkaProducer<@Nullable InfoHash, SpecificRecord> producer, long atMs) {
    for (int partition = 0; partition < kafka.partitions(); partition++) {
      var _ =
          producer.send(
              new ProducerRecord<@Nullable InfoHash, SpecificRecord>(
                  Topics.ANNOUNCES.name(), partition, null, new Tick(NODE, atMs)),
              this::sent);
    }
  }
}
