package equilibrium.platform.member;

import equilibrium.schemas.event.Vitals;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The figures of one program among the metrics of its process, in which others may run too. Each
 * metric is read once.
 */
final class MeterFigures {
  /** Announces that got a good reply. */
  private static final Set<String> ANSWERED =
      Set.of("accepted", "early", "not-admitted", "stopped");

  private final String program;
  private final Map<String, Double> sums = new HashMap<>();

  private MeterFigures(String program) {
    this.program = program;
  }

  static MeterFigures of(String program, MeterRegistry metrics) {
    var figures = new MeterFigures(program);
    metrics.forEachMeter(figures::take);
    return figures;
  }

  private void take(Meter meter) {
    var name = name(meter.getId());
    if (name != null) {
      sums.merge(name, value(meter), Double::sum);
    }
  }

  /** What the meter is summed up under; null: it is none of the program's figures. */
  private @Nullable String name(Meter.Id id) {
    return switch (id.getName()) {
      case "equilibrium_disk_free_bytes" -> "disk";
      case "equilibrium_streams_lag_records" -> program.equals(id.getTag("program")) ? "lag" : null;
      case "equilibrium_projector_lag_records" -> program.equals("projector") ? "lag" : null;
      default -> program.equals("ingress") ? ofIngress(id) : null;
    };
  }

  private static @Nullable String ofIngress(Meter.Id id) {
    return switch (id.getName()) {
      case "equilibrium_requests_total" -> request(tag(id, "transport"), tag(id, "outcome"));
      case "equilibrium_events_total" ->
          tag(id, "outcome").equals("unrecorded") ? "unrecorded" : "recorded";
      case "equilibrium_events_queued", "equilibrium_events_in_flight" -> "queued";
      case "equilibrium_spool_waiting_events" -> "spooled";
      case "equilibrium_swarms" -> "swarms";
      case "equilibrium_peers" -> "peers";
      case "equilibrium_clients" -> "clients";
      default -> null;
    };
  }

  private static @Nullable String request(String transport, String outcome) {
    if (outcome.equals("refused") || outcome.equals("limited")) {
      return outcome;
    }
    return ANSWERED.contains(outcome) ? transport : null;
  }

  private static String tag(Meter.Id id, String name) {
    return Objects.requireNonNullElse(id.getTag(name), "");
  }

  private static double value(Meter meter) {
    return switch (meter) {
      case Counter counter -> counter.count();
      case Gauge gauge -> gauge.value();
      default -> Double.NaN;
    };
  }

  /** Null: there is no such metric, or it is not a number now. */
  private @Nullable Long figure(String name) {
    var sum = sums.get(name);
    return sum == null || sum.isNaN() ? null : sum.longValue();
  }

  void write(Vitals.Builder to) {
    var recorded = figure("recorded");
    var unrecorded = figure("unrecorded");
    to.setAnnouncesHttp(figure("http"))
        .setAnnouncesHttps(figure("https"))
        .setAnnouncesUdp(figure("udp"))
        .setAnnouncesUdpReplicated(figure("udp-replicated"))
        .setRefused(figure("refused"))
        .setLimited(figure("limited"))
        .setAnswered(recorded == null || unrecorded == null ? null : recorded + unrecorded)
        .setNotRecorded(unrecorded)
        .setQueued(figure("queued"))
        .setSpooled(figure("spooled"))
        .setSwarms(figure("swarms"))
        .setPeers(figure("peers"))
        .setClients(figure("clients"))
        .setStageLag(figure("lag"))
        .setDiskFreeBytes(figure("disk"));
  }
}
