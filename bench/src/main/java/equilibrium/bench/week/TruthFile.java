package equilibrium.bench.week;

import com.fasterxml.jackson.core.JsonEncoding;
import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.time.LocalDate;
import java.util.Map;
import java.util.TreeMap;

/** Writes what was planted, and what the tracker has taken, as one object of JSON. */
final class TruthFile {
  private final WeekOptions options;
  private final Population population;
  private final WeekRun.Result result;

  TruthFile(WeekOptions options, Population population, WeekRun.Result result) {
    this.options = options;
    this.population = population;
    this.result = result;
  }

  void write(Path file) throws IOException {
    try (var json =
        new JsonFactory()
            .createGenerator(file.toFile(), JsonEncoding.UTF8)
            .useDefaultPrettyPrinter()) {
      json.writeStartObject();
      json.writeNumberField("seed", options.seed());
      json.writeNumberField("clients", options.clients());
      json.writeNumberField("torrents", options.torrents());
      json.writeNumberField("days", options.days());
      json.writeNumberField("scale", options.scale().factor());
      json.writeStringField("began_at", Instant.ofEpochMilli(result.beganMs()).toString());
      json.writeStringField("ended_at", Instant.ofEpochMilli(result.endedMs()).toString());
      announces(json);
      downloads(json);
      firstDays(json);
      json.writeObjectFieldStart("cheated");
      json.writeStringField("info_hash", population.cheated().infoHash());
      json.writeStringField("client", population.liar().key().client());
      json.writeNumberField("invented", result.invented());
      json.writeEndObject();
      json.writeObjectFieldStart("hybrid");
      json.writeStringField("info_hash", population.hybrid().infoHash());
      json.writeStringField("other_hash", String.valueOf(population.hybrid().otherHash()));
      json.writeNumberField("clients", result.seen().hybridClients());
      json.writeEndObject();
      json.writeEndObject();
    }
  }

  private void announces(JsonGenerator json) throws IOException {
    var seen = result.seen();
    json.writeNumberField("announces", seen.total());
    json.writeNumberField("failed", seen.faults());
    counts(json, "announces_by_program", seen.announces());
    counts(json, "early_by_program", seen.early());
    json.writeObjectFieldStart("announces_by_hour");
    for (var hour : seen.hours().entrySet()) {
      json.writeNumberField(hour.getKey().toString(), hour.getValue());
    }
    json.writeEndObject();
  }

  private static void counts(JsonGenerator json, String name, Map<Program, Long> counts)
      throws IOException {
    json.writeObjectFieldStart(name);
    for (var program : Program.values()) {
      json.writeNumberField(program.code(), counts.getOrDefault(program, 0L));
    }
    json.writeEndObject();
  }

  private void downloads(JsonGenerator json) throws IOException {
    var seen = result.seen();
    json.writeObjectFieldStart("downloads_by_habit");
    for (var habit : Habit.values()) {
      json.writeObjectFieldStart(habit.text());
      json.writeNumberField("downloads", seen.downloads(habit));
      if (seen.downloads(habit) > 0) {
        json.writeNumberField("median_minutes", seen.medianMinutes(habit));
      }
      json.writeEndObject();
    }
    json.writeEndObject();
    json.writeArrayFieldStart("downloads");
    for (var download : seen.downloads()) {
      json.writeStartObject();
      json.writeStringField("client", download.client());
      json.writeStringField("info_hash", download.infoHash());
      json.writeNumberField("minutes", download.minutes());
      json.writeEndObject();
    }
    json.writeEndArray();
  }

  /** Clients by their first day, and how many of them came on the next and after a week. */
  private void firstDays(JsonGenerator json) throws IOException {
    var counts = new TreeMap<LocalDate, int[]>();
    for (var days : result.seen().days().values()) {
      var first = days.first();
      int[] count = counts.computeIfAbsent(first, _ -> new int[3]);
      count[0]++;
      count[1] += days.contains(first.plusDays(1)) ? 1 : 0;
      count[2] += days.last().isBefore(first.plusDays(7)) ? 0 : 1;
    }
    json.writeArrayFieldStart("first_days");
    for (var count : counts.entrySet()) {
      json.writeStartObject();
      json.writeStringField("day", count.getKey().toString());
      json.writeNumberField("clients", count.getValue()[0]);
      json.writeNumberField("next_day", count.getValue()[1]);
      json.writeNumberField("after_a_week", count.getValue()[2]);
      json.writeEndObject();
    }
    json.writeEndArray();
  }
}
