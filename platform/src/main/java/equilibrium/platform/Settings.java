package equilibrium.platform;

import equilibrium.platform.Setting.Computed;
import equilibrium.platform.Setting.Source;
import equilibrium.schemas.EnumText;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The settings of all programs: defaults, under one TOML file, under what was set through the
 * console, under the environment ({@code EQUILIBRIUM_SECTION_KEY}), under {@code --set
 * section.key=value}. Programs ask for the keys that they know, and say what each does; {@link
 * #verify} then refuses every other key and reports all problems at once. A bad value is never
 * replaced by a default.
 */
public final class Settings {
  private final SettingSources sources;
  private final Set<String> asked = new HashSet<>();
  private final Map<String, Setting> described = new LinkedHashMap<>();
  private final SortedMap<String, String> effective = new TreeMap<>();
  private final List<String> problems = new ArrayList<>();

  /** As the other constructor, with no defaults but the programs' own. */
  public Settings(
      @Nullable Path file, Map<String, String> environment, Map<String, String> overrides) {
    this(Map.of(), file, environment, overrides);
  }

  /**
   * Reads, in rising precedence, the defaults, the file (null: none), the environment and the
   * overrides. A file that cannot be read is reported by {@link #verify}, like any other problem.
   *
   * @param defaults by key, instead of the programs' own
   */
  public Settings(
      Map<String, String> defaults,
      @Nullable Path file,
      Map<String, String> environment,
      Map<String, String> overrides) {
    sources = new SettingSources(defaults, file, environment, overrides);
  }

  /**
   * What was read.
   *
   * @param effective every setting in force by its key, secrets redacted
   * @param sources where the value of each comes from
   * @param described every setting that was asked for, in the order of asking
   */
  public record InForce(
      SortedMap<String, String> effective,
      SortedMap<String, Source> sources,
      List<Setting> described) {
    public InForce {
      effective = Collections.unmodifiableSortedMap(effective);
      sources = Collections.unmodifiableSortedMap(sources);
      described = List.copyOf(described);
    }
  }

  /** Puts values by their keys over the file and under the environment; call it before asking. */
  public Settings withConsole(Map<String, String> values) {
    sources.set(values);
    return this;
  }

  /** Any text. */
  public String text(String key, String description, String fallback) {
    var result = asked(key, description, "text", quoted(fallback), fallback);
    effective.put(key, Redaction.of(key, result));
    return result;
  }

  /** A text that {@link #effective} never shows; empty unless it is set. */
  public String secret(String key, String description) {
    var result = asked(key, description, "text", quoted(""), "");
    if (!result.isEmpty()) {
      effective.put(key, Redaction.SECRET);
    }
    return result;
  }

  /** The path of a file or folder. */
  public Path path(String key, String description, Path fallback) {
    var result =
        asked(key, description, "a path", quoted(fallback.toString()), fallback.toString());
    effective.put(key, result);
    return Path.of(result);
  }

  /** Texts separated by commas, or a TOML array. */
  public List<String> list(String key, String description, List<String> fallback) {
    var shown = fallback.stream().map(Settings::quoted).collect(Collectors.joining(", ", "[", "]"));
    var result = asked(key, description, "a list of texts", shown, String.join(",", fallback));
    effective.put(key, Redaction.of(key, result));
    return result.isBlank()
        ? List.of()
        : Arrays.stream(result.split(",")).map(String::strip).toList();
  }

  private String asked(
      String key, String description, String values, String shown, String fallback) {
    describe(new Setting(key, description, values, shown, false));
    var given = sources.find(key);
    return given == null ? fallback : given.value();
  }

  /**
   * A whole number from min to max. The default stands in for a bad value until {@link #verify}.
   */
  public int integer(String key, String description, int fallback, int min, int max) {
    var values = "a whole number from %d to %d".formatted(min, max);
    describe(new Setting(key, description, values, Integer.toString(fallback), false));
    return integer(key, values, fallback, new Range(min, max));
  }

  /** As the other, with a default that depends on the machine. */
  public int integer(String key, String description, Computed fallback, int min, int max) {
    var values = "a whole number from %d to %d".formatted(min, max);
    describe(new Setting(key, description, values, fallback.rule(), true));
    return integer(key, values, fallback.value(), new Range(min, max));
  }

  private record Range(int min, int max) {
    boolean contains(int number) {
      return number >= min && number <= max;
    }
  }

  private int integer(String key, String values, int fallback, Range range) {
    int result =
        parsed(
            key,
            values,
            text -> {
              var number = whole(text);
              return number.isPresent() && range.contains(number.getAsInt())
                  ? number.getAsInt()
                  : null;
            },
            fallback);
    effective.put(key, Integer.toString(result));
    return result;
  }

  private static OptionalInt whole(String text) {
    try {
      return OptionalInt.of(Integer.parseInt(text));
    } catch (NumberFormatException _) {
      return OptionalInt.empty();
    }
  }

  /** True or false. */
  public boolean flag(String key, String description, boolean fallback) {
    var values = "true or false";
    describe(new Setting(key, description, values, Boolean.toString(fallback), false));
    boolean result =
        parsed(
            key,
            values,
            text ->
                switch (text) {
                  case "true" -> true;
                  case "false" -> false;
                  default -> null;
                },
            fallback);
    effective.put(key, Boolean.toString(result));
    return result;
  }

  /** A length of time from min to max: a whole number with ms, s, m, h or d behind it. */
  public Duration duration(
      String key, String description, Duration fallback, Duration min, Duration max) {
    var values = "a duration from %s to %s".formatted(DurationText.of(min), DurationText.of(max));
    describe(new Setting(key, description, values, quoted(DurationText.of(fallback)), false));
    var result =
        parsed(
            key,
            values,
            text -> {
              var length = DurationText.parse(text);
              return length == null || length.compareTo(min) < 0 || length.compareTo(max) > 0
                  ? null
                  : length;
            },
            fallback);
    effective.put(key, DurationText.of(result));
    return result;
  }

  /** One of an enum's constants, written in lower case with hyphens. */
  public <E extends Enum<E>> E choice(String key, String description, E fallback) {
    var constants = fallback.getDeclaringClass().getEnumConstants();
    var values =
        Arrays.stream(constants).map(EnumText::of).collect(Collectors.joining(", ", "one of ", ""));
    describe(new Setting(key, description, values, quoted(EnumText.of(fallback)), false));
    E result =
        parsed(
            key,
            values,
            text ->
                Arrays.stream(constants)
                    .filter(constant -> EnumText.of(constant).equals(text))
                    .findFirst()
                    .orElse(null),
            fallback);
    effective.put(key, EnumText.of(result));
    return result;
  }

  /**
   * Everything in a section that has not been asked for by name, for a library that knows its own
   * settings: {@code [kafka] max.poll.records}, {@code EQUILIBRIUM_KAFKA_MAX_POLL_RECORDS}. Ask for
   * the section's own keys first.
   */
  public Map<String, String> rest(String section, String description) {
    var rest = sources.rest(section, asked);
    var all = new Setting(section + ".*", description, "any setting of the library", "", true);
    described.put(all.key(), all);
    rest.forEach((key, value) -> {
      asked.add(section + "." + key);
      effective.put(section + "." + key, Redaction.of(key, value));
    });
    return rest;
  }

  /** Reports a problem that only the program can see. */
  public void problem(String sentence) {
    problems.add(sentence);
  }

  /** A sentence for every bad value and every unknown key, when all has been asked for. */
  public List<String> problems() {
    var all = new ArrayList<>(problems);
    all.addAll(sources.problems(asked));
    return all;
  }

  /** Ends the asking. Throws a {@link Fault} that names every bad value and every unknown key. */
  public void verify() {
    var all = problems();
    if (!all.isEmpty()) {
      throw new Fault("configuration: " + String.join("; ", all));
    }
  }

  /** Every setting in force by its key, secrets redacted. */
  public SortedMap<String, String> effective() {
    return effective;
  }

  /** Every setting that was asked for, in the order of asking. */
  public List<Setting> described() {
    return List.copyOf(described.values());
  }

  /** What was read, for people. */
  public InForce inForce() {
    var from = new TreeMap<String, Source>();
    for (var key : effective.keySet()) {
      var given = sources.find(key);
      from.put(key, given == null ? Source.DEFAULT : given.source());
    }
    return new InForce(effective, from, described());
  }

  private void describe(Setting setting) {
    asked.add(setting.key());
    described.put(setting.key(), setting);
  }

  /**
   * The value that was given, parsed; the default if none was. A value that parses to null is a
   * problem, and the default stands in for it until {@link #verify}.
   *
   * @param values what is expected, in words
   */
  private <T> T parsed(
      String key, String values, Function<String, @Nullable T> parser, T fallback) {
    var given = sources.find(key);
    if (given == null) {
      return fallback;
    }
    var parsed = parser.apply(given.value());
    if (parsed == null) {
      problems.add(
          "%s: %s is \"%s\", expected %s"
              .formatted(given.where(), key, Redaction.of(key, given.value()), values));
      return fallback;
    }
    return parsed;
  }

  private static String quoted(String text) {
    return '"' + text.replace("\\", "\\\\").replace("\"", "\\\"") + '"';
  }
}
