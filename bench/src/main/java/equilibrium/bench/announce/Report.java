package equilibrium.bench.announce;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import equilibrium.bench.load.Figures;
import equilibrium.bench.load.Row;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.function.ToDoubleFunction;

/** Results as a table in Markdown, and with all rounds as JSON. */
final class Report {
  private static final String HEAD =
      """
      | row | tracker | announces/s | CPU, µs | ratio | user | system | broker, µs | p50, ms | p99, ms | p99.9, ms | not recorded | lost | wrong | peers | load | disturbed |
      |---|---|---|---|---|---|---|---|---|---|---|---|---|---|---|---|---|
      """;
  private static final double HUNDRED = 100;

  private final Results results;
  private final String baseline;

  /**
   * A report.
   *
   * @param baseline the tracker that others are divided by
   */
  Report(Results results, String baseline) {
    this.results = results;
    this.baseline = baseline;
  }

  /** The table. */
  String markdown() {
    var table = new StringBuilder(HEAD);
    for (var row : results.rows()) {
      for (var tracker : results.trackers(row)) {
        append(row, tracker, table);
      }
    }
    return table.toString();
  }

  private void append(Row row, String tracker, StringBuilder table) {
    var ratio = tracker.equals(baseline) ? null : results.ratio(row, tracker, baseline);
    var cpu = results.spread(row, tracker, Figures::cpuUs);
    boolean known = cpu.most() > 0;
    table
        .append("| %s | %s | ".formatted(row.name(), tracker))
        .append(String.format(Locale.ROOT, "%,.0f", median(row, tracker, Figures::rate)))
        .append(known ? " | " + text(cpu) : " | –")
        .append(" | ")
        .append(ratio == null ? "–" : text(ratio))
        .append(known ? " | " + number(median(row, tracker, Figures::userUs)) : " | –")
        .append(known ? " | " + number(median(row, tracker, Figures::systemUs)) : " | –")
        .append(" | ")
        .append(number(median(row, tracker, Figures::logUs)));
    for (ToDoubleFunction<Figures> latency :
        List.<ToDoubleFunction<Figures>>of(Figures::p50Ms, Figures::p99Ms, Figures::p999Ms)) {
      table.append(" | ").append(number(median(row, tracker, latency)));
    }
    table
        .append(" | %d".formatted(sum(row, tracker, Figures::unrecorded)))
        .append(" | %d".formatted(sum(row, tracker, Figures::lost)))
        .append(" | %d".formatted(sum(row, tracker, Figures::wrong)))
        .append(" | ")
        .append(number(median(row, tracker, Figures::peers)))
        .append(" | ")
        .append(String.format(Locale.ROOT, "%.2f", median(row, tracker, Figures::serverLoad)))
        .append(
            " | %d of %d |%n"
                .formatted(results.disturbed(row, tracker), results.rounds(row, tracker).size()));
  }

  private double median(Row row, String tracker, ToDoubleFunction<Figures> figure) {
    return results.spread(row, tracker, figure).median();
  }

  private long sum(Row row, String tracker, ToDoubleFunction<Figures> figure) {
    return (long) results.rounds(row, tracker).stream().mapToDouble(figure).sum();
  }

  private static String text(Spread spread) {
    return "%s (%s to %s)"
        .formatted(number(spread.median()), number(spread.least()), number(spread.most()));
  }

  /** Three digits are enough. */
  private static String number(double value) {
    if (value >= HUNDRED) {
      return String.format(Locale.ROOT, "%,.0f", value);
    }
    return String.format(Locale.ROOT, value >= 10 ? "%.1f" : "%.2f", value);
  }

  /** Writes all rounds, and the medians. */
  void json(Path file) throws IOException {
    try (var json = new JsonFactory().createGenerator(Files.newOutputStream(file))) {
      json.useDefaultPrettyPrinter();
      json.writeStartArray();
      for (var row : results.rows()) {
        for (var tracker : results.trackers(row)) {
          write(row, tracker, json);
        }
      }
      json.writeEndArray();
    }
  }

  private void write(Row row, String tracker, JsonGenerator json) throws IOException {
    json.writeStartObject();
    json.writeStringField("row", row.name());
    json.writeStringField("tracker", tracker);
    write("cpuUs", results.spread(row, tracker, Figures::cpuUs), json);
    var ratio = results.ratio(row, tracker, baseline);
    if (ratio != null && !tracker.equals(baseline)) {
      write("ratio", ratio, json);
    }
    json.writeArrayFieldStart("rounds");
    for (var round : results.rounds(row, tracker)) {
      write(round, json);
    }
    json.writeEndArray();
    json.writeEndObject();
  }

  private static void write(String name, Spread spread, JsonGenerator json) throws IOException {
    json.writeObjectFieldStart(name);
    json.writeNumberField("median", spread.median());
    json.writeNumberField("least", spread.least());
    json.writeNumberField("most", spread.most());
    json.writeEndObject();
  }

  private static void write(Figures round, JsonGenerator json) throws IOException {
    json.writeStartObject();
    json.writeNumberField("answered", round.answered());
    json.writeNumberField("rate", round.rate());
    json.writeNumberField("cpuUs", round.cpuUs());
    json.writeNumberField("userUs", round.userUs());
    json.writeNumberField("systemUs", round.systemUs());
    json.writeNumberField("logUs", round.logUs());
    json.writeNumberField("senderUs", round.senderUs());
    json.writeNumberField("serverLoad", round.serverLoad());
    json.writeNumberField("otherLoad", round.otherLoad());
    json.writeNumberField("p50Ms", round.p50Ms());
    json.writeNumberField("p99Ms", round.p99Ms());
    json.writeNumberField("p999Ms", round.p999Ms());
    json.writeNumberField("lost", round.lost());
    json.writeNumberField("wrong", round.wrong());
    json.writeNumberField("unrecorded", round.unrecorded());
    json.writeNumberField("peers", round.peers());
    json.writeEndObject();
  }
}
