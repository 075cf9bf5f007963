package equilibrium.platform;

/**
 * A setting that some program reads, for people.
 *
 * @param key section and name; ends in {@code .*} for all other settings of a library
 * @param description what the setting does, with its unit; starts in lower case, ends without a
 *     period
 * @param values what is accepted, such as "a whole number from 0 to 65535"
 * @param fallback the default as TOML writes it; in words if {@code computed}
 * @param computed whether the default depends on the machine
 */
public record Setting(
    String key, String description, String values, String fallback, boolean computed) {

  /** Where a value comes from; each overrides those before it. */
  public enum Source {
    DEFAULT,
    FILE,
    /** Set through the console, in topic {@code overrides}. */
    CONSOLE,
    ENVIRONMENT,
    /** {@code --set}. */
    FLAG
  }

  /** The TOML table that the setting stands in. */
  public String section() {
    return key.substring(0, isLibrary() ? key.lastIndexOf('.') : key.indexOf('.'));
  }

  /** The key inside its TOML table. */
  public String name() {
    return key.substring(section().length() + 1);
  }

  /** Whether this stands for all other settings of a library. */
  public boolean isLibrary() {
    return key.endsWith(".*");
  }

  /**
   * A default that depends on the machine.
   *
   * @param value on this machine
   * @param rule how the value comes about, such as "1 per 512 bytes of heap"
   */
  public record Computed(int value, String rule) {}
}
