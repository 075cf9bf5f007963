package equilibrium.console.setting;

import equilibrium.platform.Settings.InForce;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What the console's process knows of settings.
 *
 * @param own settings with which it started
 * @param ids under which the process may report itself in topic {@code node-settings}
 * @param live keys of settings that can be set while programs run
 * @param check judges values for them
 */
public record Known(InForce own, Set<Long> ids, Set<String> live, Check check) {

  /** Whether an ingress would take up values. */
  @FunctionalInterface
  public interface Check {
    /**
     * What is wrong, in sentences; empty: nothing.
     *
     * @param base other settings of the ingress, by key
     * @param overrides values to be set, by key
     */
    List<String> problems(Map<String, String> base, Map<String, String> overrides);
  }

  public Known {
    ids = Set.copyOf(ids);
    live = Set.copyOf(live);
  }
}
