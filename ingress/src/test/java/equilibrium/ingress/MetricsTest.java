package equilibrium.ingress;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What an operator finds on {@code /metrics} of an ingress. */
class MetricsTest {
  @TempDir private Path folder;

  @Test
  void everyMetricHasHelpAndOnePrefixAndHyphenatedTags() {
    var inside = new TrackerInside(folder, Map.of("udp.replicated-tracker", "true"));

    try (var http = inside.openHttp();
        var _ = inside.openUdp(http.port())) {
      inside.core.register(inside.metrics);

      assertThat(inside.metrics.getMeters())
          .hasSizeGreaterThan(60)
          .allSatisfy(meter -> {
            var id = meter.getId();
            assertThat(id.getName()).matches("equilibrium_[a-z_]+");
            assertThat(id.getDescription()).as(id.getName()).isNotBlank();
            assertThat(id.getTags()).allMatch(tag -> tag.getValue().matches("[a-z0-9-]+"));
          });
    }
  }

  @Test
  void noSeriesIsOfATransportThatIsNotServed() {
    var inside = new TrackerInside(folder, Map.of());

    try (var http = inside.openHttp();
        var _ = inside.openUdp(http.port())) {
      assertThat(inside.metrics.find("equilibrium_requests_total").counters())
          .extracting(counter -> counter.getId().getTag("transport"))
          .containsOnly("http", "udp");
    }
  }
}
