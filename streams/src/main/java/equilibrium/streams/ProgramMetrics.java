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
    gauge(
        "equilibrium_streams_restoring_records",
        "Records of changelogs that stores have yet to read before they can serve",
        records);
  }

  void storesInMemory(Supplier<Number> bytes) {
    gauge(
        "equilibrium_streams_store_heap_bytes",
        "Heap that stores in memory take; 0 if they are on disk",
        bytes);
  }

  void missed(Supplier<Number> records) {
    gauge(
        "equilibrium_streams_missed_records",
        "Records that were deleted before the program read them, as of its start",
        records);
  }

  void standsStill(Supplier<Number> flag) {
    gauge(
        "equilibrium_streams_standstill",
        "Whether the program stands still although Kafka answers: 1, or 0",
        flag);
  }

  private void gauge(String name, String description, Supplier<Number> value) {
    gauges.add(
        Gauge.builder(name, value)
            .description(description)
            .tag("program", program)
            .register(metrics));
  }

  @Override
  public void close() {
    gauges.forEach(metrics::remove);
    ofKafka.close();
  }
}
