package equilibrium.standalone.command;

import equilibrium.standalone.config.Configuration.Way;
import java.util.regex.Pattern;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code config}. */
@Command(name = "config", description = "Tells which settings are in force.")
final class ConfigCommands {
  private static final Pattern BARE = Pattern.compile("-?\\d+|true|false");

  private final Equilibrium equilibrium;

  ConfigCommands(Equilibrium equilibrium) {
    this.equilibrium = equilibrium;
  }

  @Command(name = "print", description = "Prints every setting in force, as TOML, without secrets.")
  void print(
      @Option(names = "--up", description = "As up has them, not as a single program.")
          boolean up) {
    equilibrium
        .configuration(up ? Way.WHOLE : Way.SINGLE)
        .effective()
        .forEach((key, value) -> System.out.println(key + " = " + toml(value)));
  }

  @Command(name = "check", description = "Names every unknown key and every bad value.")
  void check() {
    equilibrium.configuration(Way.WHOLE);
    System.out.println("the configuration is good");
  }

  private static String toml(String value) {
    return BARE.matcher(value).matches()
        ? value
        : '"' + value.replace("\\", "\\\\").replace("\"", "\\\"") + '"';
  }
}
