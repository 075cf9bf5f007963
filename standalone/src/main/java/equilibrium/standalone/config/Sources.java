package equilibrium.standalone.config;

import equilibrium.platform.Settings;
import java.nio.file.Path;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Where settings come from.
 *
 * @param file TOML; null: none
 * @param console what was set through the console, by key; over the file, under the environment
 * @param overrides by key, of higher precedence than file, console and environment
 */
public record Sources(
    @Nullable Path file,
    Map<String, String> console,
    Map<String, String> environment,
    Map<String, String> overrides) {

  /** Where nothing was set through the console. */
  public Sources(
      @Nullable Path file, Map<String, String> environment, Map<String, String> overrides) {
    this(file, Map.of(), environment, overrides);
  }

  /** The same with what was set through the console. */
  public Sources withConsole(Map<String, String> values) {
    return new Sources(file, values, environment, overrides);
  }

  Settings over(Map<String, String> defaults) {
    return new Settings(defaults, file, environment, overrides).withConsole(console);
  }
}
