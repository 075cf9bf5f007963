package equilibrium.ingress.spool;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;

/** What the spool counts and measures. */
final class SpoolMetrics {
  final Counter stored;
  final Counter refused;
  final Counter published;
  final Counter late;
  final Counter damaged;
  final Counter failures;
  final Timer writes;

  @SuppressWarnings("EnumOrdinal") // the description says what each number means
  SpoolMetrics(MeterRegistry metrics, Spool spool) {
    stored = events(metrics, "stored");
    refused = events(metrics, "refused");
    published = events(metrics, "published");
    late = events(metrics, "late");
    damaged =
        Counter.builder("equilibrium_spool_damaged_total")
            .description("Places in the spool's files that hold no valid record")
            .register(metrics);
    failures =
        Counter.builder("equilibrium_spool_write_failures_total")
            .description("Writes of the spool that failed; each gives up a file")
            .register(metrics);
    writes =
        Timer.builder("equilibrium_spool_write_seconds")
            .description("Time to write a group of events and force it to disk")
            .register(metrics);
    Gauge.builder("equilibrium_spool_waiting_events", spool, Spool::waiting)
        .description("Events in the spool that wait to be published to Kafka")
        .register(metrics);
    Gauge.builder("equilibrium_spool_oldest_seconds", spool, Spool::oldestSeconds)
        .description("Age of the oldest event in the spool that is not known to be in Kafka")
        .register(metrics);
    Gauge.builder("equilibrium_spool_bytes", spool, Spool::bytes)
        .description("Bytes of disk that the spool takes")
        .register(metrics);
    Gauge.builder("equilibrium_spool_state", spool, each -> each.state().ordinal())
        .description(
            "Spool: 0 takes events, 1 disk hangs, 2 disk low, 3 spool full, 4 write failed")
        .register(metrics);
  }

  private static Counter events(MeterRegistry metrics, String outcome) {
    return Counter.builder("equilibrium_spool_events_total")
        .description("Events of the spool, by what happened to them")
        .tag("outcome", outcome)
        .register(metrics);
  }
}
