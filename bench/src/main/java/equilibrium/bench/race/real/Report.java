package equilibrium.bench.race.real;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.io.SerializedString;
import equilibrium.bench.race.Picture;
import equilibrium.bench.race.RaceResult;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** Results as a table in Markdown, and each download as a line of JSON. */
final class Report {
  private static final String NEUTRAL = "random";
  private static final String HEAD =
      """
      | swarms | policy | tier 0 | 1 | 2 | 3 | mean | p95 | tier 0 / tier 3 | penalty | slowest / median |
      |---|---|---|---|---|---|---|---|---|---|---|
      """;

  /**
   * All races under one policy.
   *
   * @param swarms {@value #REAL}, {@value #SLOW} or {@value #SIMULATED}
   */
  record Row(String swarms, String policy, List<RaceResult> races) {
    static final String REAL = "real";
    static final String SIMULATED = "simulated";

    /** Peers choose as seldom as libtorrent does, for the pace. */
    static final String SLOW = "simulated, slow";

    Row {
      races = List.copyOf(races);
    }

    Picture.Row drawn() {
      return new Picture.Row(policy, swarms, races);
    }

    /** The races taken as one. */
    RaceResult all() {
      return RaceResult.of(races);
    }
  }

  private final SmallModel model;
  private final List<Row> rows = new ArrayList<>();

  Report(SmallModel model) {
    this.model = model;
  }

  /** Adds races by policy, as many of each. */
  Report add(String swarms, Map<String, List<RaceResult>> results) {
    results.forEach((policy, races) -> rows.add(new Row(swarms, policy, races)));
    return this;
  }

  Picture picture() {
    return new Picture(rows.stream().map(Row::drawn).toList());
  }

  /**
   * The table: minutes of the model, and in brackets the least and the most that a race had. The
   * penalty is how much longer the mean is than under the policy {@value #NEUTRAL}.
   */
  String markdown() {
    var table = new StringBuilder(HEAD);
    for (var row : rows) {
      table.append("| %s | `%s` |".formatted(row.swarms(), row.policy()));
      for (int tier = 0; tier <= 3; tier++) {
        int one = tier;
        table.append(cell("%.1f", row, race -> race.median(one)));
      }
      table
          .append(cell("%.1f", row, RaceResult::mean))
          .append(cell("%.1f", row, race -> race.quantile(0.95)))
          .append(cell("%.2f", row, RaceResult::ratio))
          .append(" %s |".formatted(penalty(row)))
          .append(cell("%.1f", row, RaceResult::slowest))
          .append('\n');
    }
    return table.toString();
  }

  private static String cell(String form, Row row, ToDoubleFunction<RaceResult> figure) {
    var races = row.races().stream().mapToDouble(figure).summaryStatistics();
    return String.format(
        Locale.ROOT,
        " " + form + " (" + form + " to " + form + ") |",
        figure.applyAsDouble(row.all()),
        races.getMin(),
        races.getMax());
  }

  private String penalty(Row row) {
    var neutral = neutral(row.swarms());
    if (neutral == null || row.policy().equals(NEUTRAL)) {
      return "-";
    }
    var races =
        IntStream.range(0, row.races().size())
            .mapToDouble(race -> penalty(row.races().get(race), neutral.races().get(race)))
            .summaryStatistics();
    return String.format(
        Locale.ROOT,
        "%.0f %% (%.0f to %.0f)",
        penalty(row.all(), neutral.all()),
        races.getMin(),
        races.getMax());
  }

  /** In percent. */
  private static double penalty(RaceResult one, RaceResult neutral) {
    return 100 * (one.mean() / neutral.mean() - 1);
  }

  private @Nullable Row neutral(String swarms) {
    return rows.stream()
        .filter(row -> row.swarms().equals(swarms) && row.policy().equals(NEUTRAL))
        .findFirst()
        .orElse(null);
  }

  /** Writes a line for each download. */
  void json(Path file) throws IOException {
    try (var json = new JsonFactory().createGenerator(Files.newOutputStream(file))) {
      json.setRootValueSeparator(new SerializedString("\n"));
      for (var row : rows) {
        for (int race = 0; race < row.races().size(); race++) {
          for (var finish : row.races().get(race).finishes()) {
            write(row, race + 1, finish, json);
          }
        }
      }
      json.writeRaw('\n');
    }
  }

  private void write(Row row, int race, RaceResult.Finish finish, JsonGenerator json)
      throws IOException {
    json.writeStartObject();
    json.writeStringField("swarms", row.swarms());
    json.writeStringField("kind", model.kind().name());
    json.writeStringField("policy", row.policy());
    json.writeNumberField("race", race);
    json.writeNumberField("tier", finish.tier());
    json.writeNumberField("minutes", finish.minutes());
    if (row.swarms().equals(Row.REAL)) {
      json.writeNumberField("seconds", finish.minutes() * 60 / model.pace());
    }
    json.writeEndObject();
  }
}
