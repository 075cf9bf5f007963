package equilibrium.platform;

import equilibrium.platform.Setting.Source;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.tomlj.Toml;
import org.tomlj.TomlArray;
import org.tomlj.TomlParseError;
import org.tomlj.TomlPosition;

/**
 * Values by their keys, as they were given: defaults, under one TOML file, under what was set
 * through the console, under the environment ({@code EQUILIBRIUM_SECTION_KEY}), under {@code --set
 * section.key=value}.
 */
final class SettingSources {
  private static final String PREFIX = "EQUILIBRIUM_";

  /** A value as it was given, and where. */
  record Given(String value, String where, Source source) {}

  private final Map<String, Given> defaults = new TreeMap<>();
  private final Map<String, Given> file = new TreeMap<>();
  private final Map<String, Given> console = new TreeMap<>();
  private final Map<String, Given> environment = new TreeMap<>();
  private final Map<String, Given> overrides = new TreeMap<>();
  private final List<String> problems = new ArrayList<>();

  SettingSources(
      Map<String, String> defaults,
      @Nullable Path file,
      Map<String, String> environment,
      Map<String, String> overrides) {
    defaults.forEach(
        (key, value) -> this.defaults.put(key, new Given(value, "default", Source.DEFAULT)));
    if (file != null) {
      read(file);
    }
    environment.forEach((name, value) -> {
      if (name.startsWith(PREFIX)) {
        this.environment.put(name, new Given(value, "environment " + name, Source.ENVIRONMENT));
      }
    });
    overrides.forEach(
        (key, value) -> this.overrides.put(key, new Given(value, "--set " + key, Source.FLAG)));
  }

  /** Puts these over the file and under the environment. */
  void set(Map<String, String> values) {
    values.forEach((key, value) -> console.put(key, new Given(value, "console", Source.CONSOLE)));
  }

  private void read(Path path) {
    if (!Files.isReadable(path)) {
      problems.add("%s: cannot be read".formatted(path));
      return;
    }
    try {
      var toml = Toml.parse(path);
      for (TomlParseError error : toml.errors()) {
        problems.add("%s, %s: %s".formatted(path, line(error.position()), error.getMessage()));
      }
      for (var entry : toml.dottedEntrySet()) {
        var where = "%s, %s".formatted(path, line(toml.inputPositionOf(entry.getKey())));
        file.put(
            entry.getKey().replace("\"", ""),
            new Given(plain(entry.getValue()), where, Source.FILE));
      }
    } catch (IOException e) {
      problems.add("%s: cannot be read: %s".formatted(path, e.getMessage()));
    }
  }

  private static String line(@Nullable TomlPosition position) {
    return position == null ? "unknown line" : "line " + position.line();
  }

  private static String plain(Object value) {
    return value instanceof TomlArray array
        ? array.toList().stream().map(Object::toString).collect(Collectors.joining(","))
        : value.toString();
  }

  /** The value of the highest source that has the key; null: none has it. */
  @Nullable Given find(String key) {
    for (var given :
        new Given[] {
          overrides.get(key),
          environment.get(variable(key)),
          console.get(key),
          file.get(key),
          defaults.get(key)
        }) {
      if (given != null) {
        return given;
      }
    }
    return null;
  }

  /** Everything of a section but these keys; keys without the section. */
  Map<String, String> rest(String section, Set<String> asked) {
    var rest = new TreeMap<String, String>();
    var dotted = section + ".";
    addRest(defaults, dotted, asked, rest);
    addRest(file, dotted, asked, rest);
    var variables = asked.stream().map(SettingSources::variable).collect(Collectors.toSet());
    var prefix = variable(section) + "_";
    environment.forEach((name, given) -> {
      if (name.startsWith(prefix) && !variables.contains(name)) {
        var key = name.substring(prefix.length()).toLowerCase(Locale.ROOT).replace('_', '.');
        rest.put(key, given.value());
      }
    });
    addRest(overrides, dotted, asked, rest);
    return rest;
  }

  private static void addRest(
      Map<String, Given> source, String dotted, Set<String> asked, Map<String, String> rest) {
    source.forEach((key, given) -> {
      if (key.startsWith(dotted) && !asked.contains(key)) {
        rest.put(key.substring(dotted.length()), given.value());
      }
    });
  }

  /** What is wrong with the sources when no program knows other keys than these. */
  List<String> problems(Set<String> asked) {
    var all = new ArrayList<>(problems);
    for (var source : List.of(defaults, file, console, overrides)) {
      source.forEach((key, given) -> {
        if (!asked.contains(key)) {
          all.add("%s: unknown key %s".formatted(given.where(), key));
        }
      });
    }
    var variables = asked.stream().map(SettingSources::variable).collect(Collectors.toSet());
    environment.forEach((name, given) -> {
      if (!variables.contains(name)) {
        all.add("%s: unknown key".formatted(given.where()));
      }
    });
    return all;
  }

  private static String variable(String key) {
    return PREFIX + key.toUpperCase(Locale.ROOT).replace('.', '_').replace('-', '_');
  }
}
