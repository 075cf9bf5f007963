package equilibrium.platform;

import equilibrium.schemas.EnumText;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.tomlj.Toml;
import org.tomlj.TomlArray;
import org.tomlj.TomlParseError;
import org.tomlj.TomlPosition;

/**
 * The settings of all programs: defaults, under one TOML file, under the environment ({@code
 * EQUILIBRIUM_SECTION_KEY}), under {@code --set section.key=value}. The defaults are the programs'
 * own unless a way of running them brings others. Programs ask for what they know; {@link #verify}
 * then refuses what nobody asked for and names every problem at once. A bad value is never replaced
 * by a default.
 */
public final class Settings {
  private static final String PREFIX = "EQUILIBRIUM_";
  private static final String OVERRIDE = "--set ";
  private static final Pattern DURATION = Pattern.compile("(\\d{1,9})(ms|s|m|h|d)");

  /** A value as it was given, and where. */
  private record Given(String value, String where) {}

  private final Map<String, Given> defaults = new TreeMap<>();
  private final Map<String, Given> given = new TreeMap<>();
  private final Map<String, Given> environment = new TreeMap<>();
  private final Set<String> asked = new HashSet<>();
  private final SortedMap<String, String> effective = new TreeMap<>();
  private final List<String> problems = new ArrayList<>();

  /** As the other constructor, with no defaults but the programs' own. */
  public Settings(
      @Nullable Path file, Map<String, String> environment, Map<String, String> overrides) {
    this(Map.of(), file, environment, overrides);
  }

  /**
   * Reads, in rising precedence, the defaults, the file (null: none), the environment and the
   * overrides. A file that cannot be read is a problem like any other, told by {@link #verify}.
   *
   * @param defaults by key, instead of what the programs fall back to
   */
  public Settings(
      Map<String, String> defaults,
      @Nullable Path file,
      Map<String, String> environment,
      Map<String, String> overrides) {
    defaults.forEach((key, value) -> this.defaults.put(key, new Given(value, "default")));
    if (file != null) {
      read(file);
    }
    environment.forEach((name, value) -> {
      if (name.startsWith(PREFIX)) {
        this.environment.put(name, new Given(value, "environment " + name));
      }
    });
    overrides.forEach((key, value) -> given.put(key, new Given(value, OVERRIDE + key)));
  }

  private void read(Path file) {
    if (!Files.isReadable(file)) {
      problems.add("%s: cannot be read".formatted(file));
      return;
    }
    try {
      var toml = Toml.parse(file);
      for (TomlParseError error : toml.errors()) {
        problems.add("%s, %s: %s".formatted(file, line(error.position()), error.getMessage()));
      }
      for (var entry : toml.dottedEntrySet()) {
        var where = "%s, %s".formatted(file, line(toml.inputPositionOf(entry.getKey())));
        given.put(entry.getKey().replace("\"", ""), new Given(plain(entry.getValue()), where));
      }
    } catch (IOException e) {
      problems.add("%s: cannot be read: %s".formatted(file, e.getMessage()));
    }
  }

  private static String line(@Nullable TomlPosition position) {
    return position == null ? "somewhere" : "line " + position.line();
  }

  private static String plain(Object value) {
    return value instanceof TomlArray array
        ? array.toList().stream().map(Object::toString).collect(Collectors.joining(","))
        : value.toString();
  }

  public String text(String key, String fallback) {
    var value = ask(key);
    var result = value == null ? fallback : value.value();
    effective.put(key, result);
    return result;
  }

  /** As {@link #text}, but never shown by {@link #effective}. */
  public String secret(String key, String fallback) {
    var result = text(key, fallback);
    effective.put(key, result.isEmpty() ? "" : "(secret)");
    return result;
  }

  /** A whole number from min to max; nothing else is returned, so that asking can go on. */
  public int integer(String key, int fallback, int min, int max) {
    var value = ask(key);
    int result = fallback;
    if (value != null) {
      var parsed = whole(value.value());
      if (parsed.isEmpty() || parsed.getAsInt() < min || parsed.getAsInt() > max) {
        expected(key, value, "a whole number from %d to %d".formatted(min, max));
      } else {
        result = parsed.getAsInt();
      }
    }
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

  public boolean flag(String key, boolean fallback) {
    var value = ask(key);
    boolean result = fallback;
    if (value != null) {
      result = value.value().equals("true");
      if (!result && !value.value().equals("false")) {
        expected(key, value, "true or false");
      }
    }
    effective.put(key, Boolean.toString(result));
    return result;
  }

  /** A length of time: a whole number with ms, s, m, h or d behind it. */
  public Duration duration(String key, Duration fallback, Duration min, Duration max) {
    var value = ask(key);
    Duration result = fallback;
    if (value != null) {
      var parsed = parse(value.value());
      if (parsed == null || parsed.compareTo(min) < 0 || parsed.compareTo(max) > 0) {
        expected(key, value, "a duration from %s to %s".formatted(show(min), show(max)));
      } else {
        result = parsed;
      }
    }
    effective.put(key, show(result));
    return result;
  }

  private static @Nullable Duration parse(String text) {
    var match = DURATION.matcher(text);
    if (!match.matches()) {
      return null;
    }
    long amount = Long.parseLong(match.group(1));
    return switch (match.group(2)) {
      case "ms" -> Duration.ofMillis(amount);
      case "s" -> Duration.ofSeconds(amount);
      case "m" -> Duration.ofMinutes(amount);
      case "h" -> Duration.ofHours(amount);
      default -> Duration.ofDays(amount);
    };
  }

  private static String show(Duration duration) {
    long ms = duration.toMillis();
    if (ms % 1000 != 0) {
      return ms + "ms";
    }
    long seconds = ms / 1000;
    if (seconds % 86_400 == 0 && seconds > 0) {
      return seconds / 86_400 + "d";
    }
    if (seconds % 3_600 == 0 && seconds > 0) {
      return seconds / 3_600 + "h";
    }
    return seconds % 60 == 0 && seconds > 0 ? seconds / 60 + "m" : seconds + "s";
  }

  /** One of an enum's constants, written in lower case with hyphens. */
  public <E extends Enum<E>> E choice(String key, E fallback) {
    var value = ask(key);
    E result = fallback;
    if (value != null) {
      var constants = fallback.getDeclaringClass().getEnumConstants();
      var match =
          Arrays.stream(constants).filter(c -> EnumText.of(c).equals(value.value())).findFirst();
      if (match.isEmpty()) {
        expected(
            key,
            value,
            Arrays.stream(constants)
                .map(EnumText::of)
                .collect(Collectors.joining(", ", "one of ", "")));
      }
      result = match.orElse(fallback);
    }
    effective.put(key, EnumText.of(result));
    return result;
  }

  public Path path(String key, Path fallback) {
    return Path.of(text(key, fallback.toString()));
  }

  /** Values parted by commas, or a TOML array. */
  public List<String> list(String key, List<String> fallback) {
    var joined = text(key, String.join(",", fallback));
    return joined.isBlank()
        ? List.of()
        : Arrays.stream(joined.split(",")).map(String::strip).toList();
  }

  /**
   * Everything in a section that has not been asked for by name, for a library that knows its own
   * settings: {@code [kafka] bootstrap.servers}, {@code EQUILIBRIUM_KAFKA_BOOTSTRAP_SERVERS}. Ask
   * for the section's own keys first.
   */
  public Map<String, String> rest(String section) {
    var rest = new TreeMap<String, String>();
    var dotted = section + ".";
    for (var layer : List.of(defaults, given)) {
      layer.forEach((key, value) -> {
        if (key.startsWith(dotted) && !asked.contains(key)) {
          rest.put(key.substring(dotted.length()), value.value());
        }
      });
    }
    var prefix = variable(section) + "_";
    environment.forEach((name, value) -> {
      if (name.startsWith(prefix) && asked.stream().noneMatch(key -> variable(key).equals(name))) {
        var key = name.substring(prefix.length()).toLowerCase(Locale.ROOT).replace('_', '.');
        if (!isOverridden(dotted + key)) {
          rest.put(key, value.value());
        }
        asked.add(dotted + key);
      }
    });
    rest.forEach((key, value) -> {
      asked.add(dotted + key);
      effective.put(dotted + key, isSecret(key) ? "(secret)" : value);
    });
    return rest;
  }

  private static boolean isSecret(String key) {
    return key.contains("password") || key.contains("secret") || key.contains("jaas");
  }

  /** Reports a problem that only the program can see. */
  public void problem(String sentence) {
    problems.add(sentence);
  }

  /** Ends the asking. Throws a {@link Fault} that names every bad value and every unknown key. */
  public void verify() {
    for (var layer : List.of(defaults, given)) {
      layer.forEach((key, value) -> {
        if (!asked.contains(key)) {
          problems.add("%s: unknown key %s".formatted(value.where(), key));
        }
      });
    }
    var variables = asked.stream().map(Settings::variable).collect(Collectors.toSet());
    environment.forEach((name, value) -> {
      if (!variables.contains(name)) {
        problems.add("%s: unknown key".formatted(value.where()));
      }
    });
    if (!problems.isEmpty()) {
      throw new Fault("configuration: " + String.join("; ", problems));
    }
  }

  /** Every setting in force by its key, secrets blotted out. */
  public SortedMap<String, String> effective() {
    return effective;
  }

  private @Nullable Given ask(String key) {
    asked.add(key);
    if (isOverridden(key)) {
      return given.get(key);
    }
    var fromEnvironment = environment.get(variable(key));
    if (fromEnvironment != null) {
      return fromEnvironment;
    }
    var fromFile = given.get(key);
    return fromFile != null ? fromFile : defaults.get(key);
  }

  private boolean isOverridden(String key) {
    var value = given.get(key);
    return value != null && value.where().startsWith(OVERRIDE);
  }

  private static String variable(String key) {
    return PREFIX + key.toUpperCase(Locale.ROOT).replace('.', '_').replace('-', '_');
  }

  private void expected(String key, Given value, String what) {
    problems.add(
        "%s: %s is \"%s\", expected %s".formatted(value.where(), key, value.value(), what));
  }
}
