package equilibrium.standalone.monitoring;

import static org.assertj.core.api.Assertions.assertThat;

import equilibrium.standalone.TrackerFixture;
import equilibrium.standalone.monitoring.Query.Selector;
import equilibrium.testing.Await;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a whole tracker shows to Prometheus is what pages, alerts and boards speak of. */
class ScrapeIT {
  /** Series that only a fault creates, and what Prometheus adds by itself. */
  private static final Set<String> LATER =
      Set.of(
          "equilibrium_projector_dead_letters_total",
          "equilibrium_projector_rebuilds_total",
          "equilibrium_projector_restarts_total",
          "equilibrium_streams_dead_letters_total",
          "ALERTS",
          "up");

  private static final Set<String> TABLES_OF_FAULTS = Set.of("anomalies", "dead_letters");

  /** More panels that only a fault fills would be panels that nobody has seen. */
  private static final int FEW = 10;

  private static final Set<String> LABELS_OF_PROMETHEUS = Set.of("job", "instance");

  private static final String ANNOUNCE =
      "?info_hash=aaaaaaaaaaaaaaaaaaaa&peer_id=-EQ0000-aaaaaaaaaaaa&port=1111&uploaded=0&downloaded=0&left=0&compact=1";

  private static final Path RESOURCES = Path.of("src", "test", "resources").toAbsolutePath();
  private static final Map<String, String> HTTPS =
      Map.of(
          "https.port", "0",
          "https.certificate", RESOURCES.resolve("test-certificate.pem").toString(),
          "https.key", RESOURCES.resolve("test-key.pem").toString());

  private final HttpClient http = HttpClient.newHttpClient();
  @TempDir private Path folder;

  @Test
  void everySeriesIsDocumentedAndEverySelectorFindsOne() throws Exception {
    try (var tracker = TrackerFixture.on(folder, HTTPS)) {
      body(URI.create(tracker.announceUrl("http") + ANNOUNCE));
      for (var table : List.of("contributions", "client_standings")) {
        Await.until(table + " are projected", () -> tracker.hasProjected(table));
      }

      var scrape = body(tracker.opsUrl("/metrics"));
      var families = scrape.lines().filter(line -> line.startsWith("# TYPE ")).toList();
      var documented = Project.documented();

      assertThat(families)
          .allMatch(line -> documented.contains(line.split(" ", -1)[2].replaceFirst("_max$", "")));
      assertThat(unmatched(scrape.lines().toList())).isEmpty();
      assertThat(Promtool.complaints(Files.writeString(folder.resolve("scrape"), scrape)))
          .isEmpty();
      everyPanelShowsSomething(tracker);
    }
  }

  /** While nothing is amiss, and announces come. */
  private void everyPanelShowsSomething(TrackerFixture tracker) throws Exception {
    var announce = URI.create(tracker.announceUrl("http") + ANNOUNCE);
    var silent = new ArrayList<>(Queries.ofBoards());
    silent.removeIf(ScrapeIT::isOfFault);
    assertThat(silent).hasSizeGreaterThan(Queries.ofBoards().size() - FEW);
    try (var prometheus = Prometheus.scraping(tracker.opsUrl(""), folder.resolve("prometheus"))) {
      Await.until(
          "each panel shows something",
          () -> {
            body(announce);
            silent.removeIf(query -> prometheus.shows(unfiltered(query)));
            return silent.stream().map(Query::place).toList();
          },
          List::isEmpty);
    }
  }

  /** Panels that leave out what is 0 are empty while all is well. */
  private static String unfiltered(Query query) {
    return query.filled().replaceFirst(" > 0$", "");
  }

  private static boolean isOfFault(Query query) {
    return query.text().startsWith("ALERTS")
        || query.selectors().stream()
            .anyMatch(selector -> !selector.metric().equals("up") && isOfFault(selector));
  }

  private String body(URI page) throws Exception {
    return http.send(HttpRequest.newBuilder(page).build(), BodyHandlers.ofString()).body();
  }

  private static Set<String> unmatched(List<String> series) throws Exception {
    var unmatched = new TreeSet<String>();
    for (var query : Queries.all()) {
      for (var selector : query.selectors()) {
        if (!isOfFault(selector) && series.stream().noneMatch(one -> matches(selector, one))) {
          unmatched.add(query.place() + ": " + selector);
        }
      }
    }
    return unmatched;
  }

  private static boolean isOfFault(Selector selector) {
    var table = selector.labels().get("table");
    return LATER.contains(selector.metric())
        || (table != null && TABLES_OF_FAULTS.stream().anyMatch(name -> name.matches(table)));
  }

  /** Whether a line of the scrape is of this metric and has all labels that are asked for. */
  private static boolean matches(Selector selector, String line) {
    return line.matches(Pattern.quote(selector.metric()) + "[{ ].*")
        && selector.labels().entrySet().stream()
            .filter(label -> !LABELS_OF_PROMETHEUS.contains(label.getKey()))
            .allMatch(label ->
                line.matches(".*[{,]%s=\"(?:%s)\".*".formatted(label.getKey(), label.getValue())));
  }
}
