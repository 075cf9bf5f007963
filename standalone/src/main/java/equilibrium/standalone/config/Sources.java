package equilibrium.standalone.config;

import equilibrium.platform.Settings;
import java.nio.file.Path;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Where settings come from.
 *
 * @param file TOML; null: none
 * @param overrides by key, of higher precedence than file and environment
 */
public record Sources(
    @Nullable Path file, Map<String, String> environment, Map<String, String> overrides) {

  Settings over(Map<String, String> defaults) {
    return new Settings(defaults, file, environment, overrides);
  }
}
