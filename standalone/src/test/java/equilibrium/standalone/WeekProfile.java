package equilibrium.standalone;

import static java.util.stream.Collectors.groupingBy;
import static java.util.stream.Collectors.mapping;
import static java.util.stream.Collectors.toList;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import equilibrium.testing.Await;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.StreamSupport;
import org.assertj.core.api.SoftAssertions;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * The recipes of the analyst give what a made-up week planted in a running tracker. Takes minutes,
 * so it runs only when asked for: CONTRIBUTING.md says how. System properties: {@code week.days},
 * {@code week.scale}.
 */
@Timeout(1_800)
class WeekProfile {
  private static final String CLIENTS = "200";
  private static final String DAYS = System.getProperty("week.days", "2");
  private static final String SCALE = System.getProperty("week.scale", "1200");

  /** Real time between sending and receiving on a busy machine, 0.1 s, in the tracker's minutes. */
  private static final double SENDING_MINUTES = Integer.parseInt(SCALE) / 600.0;

  private static final Path RECIPES = Path.of("../analyst/recipes");

  /** What announces say about who began a download when, in the recipe's groups. */
  private static final String BEGUN =
      "SELECT policy, tier, client_id, info_hash FROM announces"
          + " WHERE event = 'started' AND left_bytes > 0";

  @TempDir Path folder;

  private UpProcess up;
  private JsonNode truth;
  private final SoftAssertions softly = new SoftAssertions();

  @BeforeEach
  void start() throws IOException {
    var settings = Map.of("clock.scale", SCALE, "selection.compare", "random=25");
    up = UpProcess.start(folder.resolve("data"), folder.resolve("up"), settings);
    truth = live();
    awaitScoring();
  }

  @AfterEach
  void stop() {
    up.close();
  }

  @Test
  void eachRecipeGivesWhatTheWeekPlanted() {
    downloads();
    seeders();
    earlyAnnounces();
    loadByHour();
    transports();
    keyRetention();
    imbalance();
    hybrids();
    findings();
    tiers();
    need();

    softly.assertAll();
  }

  private JsonNode live() throws IOException {
    var keys = up.run("keys", "issue", "--count", CLIENTS);
    var file = Files.writeString(folder.resolve("keys"), keys.out());
    var written = folder.resolve("truth");
    var week =
        up.run(
            "bench",
            "week",
            "--target=" + up.announceUrl(),
            "--keys=" + file,
            "--truth=" + written,
            "--clients=" + CLIENTS,
            "--days=" + DAYS,
            "--scale=" + SCALE);
    System.out.println(week.out() + week.err());
    assertThat(week.exitCode()).as(week.out()).isZero();
    return new ObjectMapper().readTree(written.toFile());
  }

  private void awaitScoring() {
    long announces = truth.get("announces").asLong();
    Await.within(
        Duration.ofMinutes(5),
        "scoring has folded all announces",
        () -> {
          var counted = rows("SELECT count(*) FROM contributions").getFirst().getFirst();
          return Long.parseLong(counted) >= announces;
        });
  }

  private List<List<String>> rows(String query) {
    return csv("-c", query);
  }

  private List<List<String>> recipe(String name) {
    return csv(RECIPES.resolve(name).toString());
  }

  /** Rows without the header; no value has a comma. */
  private List<List<String>> csv(String... source) {
    var words = new ArrayList<>(List.of("sql", "--format", "csv"));
    words.addAll(List.of(source));
    var printed = up.run(words.toArray(String[]::new));
    assertThat(printed.exitCode()).as(printed.err()).isZero();
    return printed.out().lines().skip(1).map(line -> List.of(line.split(",", -1))).toList();
  }

  /** How many there are, and the medians by policy and tier. */
  private void downloads() {
    var minutes = new HashMap<String, Double>();
    for (var download : truth.get("downloads")) {
      minutes.put(
          download.get("client").asText() + download.get("info_hash").asText(),
          download.get("minutes").asDouble());
    }
    Map<List<String>, List<Double>> expected =
        rows(BEGUN).stream()
            .filter(row -> minutes.containsKey(row.get(2) + row.get(3)))
            .collect(
                groupingBy(
                    row -> row.subList(0, 2),
                    mapping(row -> minutes.getOrDefault(row.get(2) + row.get(3), 0.0), toList())));

    var found = recipe("download-time-by-tier.sql");

    softly.assertThat(found).as("policies and tiers of downloads").hasSize(expected.size());
    for (var row : found) {
      var ofGroup = expected.getOrDefault(row.subList(0, 2), List.of());
      softly.assertThat(row.get(2)).as("downloads %s", row).isEqualTo("" + ofGroup.size());
      double median = median(ofGroup);
      softly
          .assertThat(Double.parseDouble(row.get(3)))
          .as("median minutes %s", row)
          .isCloseTo(median, within(Math.max(SENDING_MINUTES, 0.05 * median)));
    }
    long all = found.stream().mapToLong(row -> Long.parseLong(row.get(2))).sum();
    softly.assertThat(all).as("downloads").isEqualTo(minutes.size()).isGreaterThan(100);
  }

  private static double median(List<Double> values) {
    double[] sorted = values.stream().mapToDouble(value -> value).sorted().toArray();
    int middle = sorted.length / 2;
    return sorted.length == 0
        ? Double.NaN
        : sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
  }

  /** Where tiers decide, tier 0 gets no more seeders than where they do not. */
  private void seeders() {
    var medians = new HashMap<List<String>, Double>();
    recipe("seeders-by-tier.sql")
        .forEach(row -> medians.put(row.subList(0, 2), Double.valueOf(row.get(3))));

    softly
        .assertThat(medians.get(List.of("tier-backoff", "0")))
        .as("seeders in replies to tier 0")
        .isLessThanOrEqualTo(medians.get(List.of("random", "0")));
  }

  private void earlyAnnounces() {
    var found = recipe("early-announces.sql");

    softly.assertThat(found).as("programs").hasSize(truth.get("early_by_program").size());
    softly.assertThat(found.getFirst().getFirst()).as("earliest program").isEqualTo("XH0100");
    for (var row : found) {
      softly
          .assertThat(Long.parseLong(row.get(1)))
          .as("announces %s", row)
          .isEqualTo(truth.get("announces_by_program").get(row.get(0)).asLong());
      long early = truth.get("early_by_program").get(row.get(0)).asLong();
      softly
          .assertThat((double) Long.parseLong(row.get(2)))
          .as("early announces %s", row)
          .isCloseTo((double) early, within(5 + (double) early / 7));
    }
  }

  /** An announce may be sent in one hour and received in the next. */
  private void loadByHour() {
    var found = new TreeMap<String, Long>();
    for (var row : recipe("load-by-hour.sql")) {
      found.merge(row.get(0).replace(' ', 'T') + "Z", Long.valueOf(row.get(2)), Long::sum);
    }

    truth
        .get("announces_by_hour")
        .properties()
        .forEach(hour -> {
          long sent = hour.getValue().asLong();
          softly
              .assertThat((double) found.getOrDefault(hour.getKey(), 0L))
              .as("announces in the hour %s", hour.getKey())
              .isCloseTo((double) sent, within(20 + (double) sent / 10));
        });
    softly
        .assertThat(found.values().stream().mapToLong(count -> count).sum())
        .as("announces")
        .isEqualTo(truth.get("announces").asLong());
  }

  private long clients() {
    return sum("clients");
  }

  private long sum(String field) {
    return StreamSupport.stream(truth.get("first_days").spliterator(), false)
        .mapToLong(day -> day.get(field).asLong())
        .sum();
  }

  private void transports() {
    softly
        .assertThat(recipe("transports.sql"))
        .as("transports")
        .containsExactly(
            List.of("http", "ipv4", truth.get("announces").asText(), "" + clients(), "0"));
  }

  /** An announce may be sent on one day and received on the next. */
  private void keyRetention() {
    var found = recipe("key-retention.sql");

    softly.assertThat(found).as("first days").hasSize(truth.get("first_days").size());
    for (int i = 0; i < found.size(); i++) {
      var day = truth.get("first_days").get(i);
      var row = found.get(i);
      softly.assertThat(row.getFirst()).as("first day").isEqualTo(day.get("day").asText());
      int column = 1;
      for (var field : List.of("clients", "next_day", "after_a_week")) {
        softly
            .assertThat(Integer.parseInt(row.get(column++)))
            .as("%s of %s", field, row)
            .isCloseTo(day.get(field).asInt(), within(1));
      }
    }
  }

  private void imbalance() {
    var first = recipe("imbalance.sql").getFirst();
    var cheated = truth.get("cheated");
    double invented = cheated.get("invented").asDouble();

    softly.assertThat(first.get(0)).as("swarm").isEqualTo(cheated.get("info_hash").asText());
    softly.assertThat(first.get(2)).as("liar").isEqualTo(cheated.get("client").asText());
    softly
        .assertThat(Double.parseDouble(first.get(1)))
        .as("imbalance")
        .isCloseTo(invented, within(0.05 * invented));
    softly.assertThat(Double.parseDouble(first.get(4))).as("share").isGreaterThan(0.8);
  }

  private void hybrids() {
    var found = recipe("hybrids.sql");
    var hybrid = truth.get("hybrid");
    var hashes =
        List.of(hybrid.get("info_hash").asText(), hybrid.get("other_hash").asText()).stream()
            .sorted()
            .toList();

    softly.assertThat(found).as("pairs").hasSize(1);
    softly.assertThat(found.getFirst().subList(0, 2)).as("pair").isEqualTo(hashes);
    softly
        .assertThat(Integer.parseInt(found.getFirst().get(2)))
        .as("clients of the hybrid")
        .isBetween(hybrid.get("clients").asInt() / 2, hybrid.get("clients").asInt());
  }

  /** The liar claims more than a line of 1 Gbit/s carries. */
  private void findings() {
    softly
        .assertThat(recipe("findings.sql"))
        .as("findings")
        .anyMatch(row -> row.get(0).equals("R1") && row.get(2).equals("1"))
        .noneMatch(row -> row.get(0).startsWith("T"));
  }

  private void tiers() {
    var found = recipe("tiers.sql");
    softly
        .assertThat(found.stream().mapToLong(row -> Long.parseLong(row.get(2))).sum())
        .as("clients with a standing")
        .isEqualTo(clients());
  }

  private void need() {
    softly
        .assertThat(recipe("swarms-by-need.sql"))
        .as("hours seeded and credited")
        .hasSizeGreaterThan(3)
        .allMatch(row -> Double.parseDouble(row.get(2)) >= Double.parseDouble(row.get(3)));
  }
}
