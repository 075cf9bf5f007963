package equilibrium.streams;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.kafka.KafkaStreamsMetrics;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import org.apache.kafka.streams.KafkaStreams;

/**
 * The metrics of one program: those of Kafka Streams under their own names, lag and restoring under
 * the tracker's. They end with the program, so that a restarted one replaces them.
 */
final class ProgramMetrics implements AutoCloseable {
  private final String program;
  private final MeterRegistry metrics;
  private final KafkaStreamsMetrics ofKafka;
  private final List<Gauge> gauges = new ArrayList<>();

  ProgramMetrics(String program, KafkaStreams streams, MeterRegistry metrics) {
    this.program = program;
    this.metrics = metrics;
    this.ofKafka = new KafkaStreamsMetrics(streams);
    ofKafka.bindTo(metrics);
  }

  void lag(String topic, Supplier<Number> records) {
    gauges.add(
        Gauge.builder("equilibrium_streams_lag_records", records)
            .description("Records behind the end of a topic, of the partitions read here")
            .tag("program", program)
            .tag("topic", topic)
            .register(metrics));
  }

  void restoring(Supplier<Number> records) {
    gauges.add(
        Gauge.builder("equilibrium_streams_restoring_records", records)
            .description("Records of changelogs that stores have yet to read before they can serve")
            .tag("program", program)
            .register(metrics));
  }

  void storesInMemory(Supplier<Number> bytes) {
    gauges.add(
        Gauge.builder("equilibrium_streams_store_heap_bytes", bytes)
            .description("Heap that stores in memory take; 0 if they are on disk")
            .tag("program", program)
            .register(metrics));
  }

  void missed(Supplier<Number> records) {
    gauges.add(
        Gauge.builder("equilibrium_streams_missed_records", records)
            .description("Records that were deleted before the program read them, as of its start")
            .tag("program", program)
            .register(metrics));
  }

  void standsStill(Supplier<Number> flag) {
    gauges.add(
        Gauge.builder("equilibrium_streams_standstill", flag)
            .description("Whether the program stands still although Kafka answers: 1, or 0")
            .tag("program", program)
            .register(metrics));
  }

  @Override
  public void close() {
    gauges.forEach(metrics::remove);
    ofKafka.close();
  }
}
