package equilibrium.standalone.command;

import equilibrium.standalone.config.Configuration.Way;
import equilibrium.standalone.config.ExampleFile;
import java.util.regex.Pattern;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code config}. */
@Command(name = "config", description = "Shows and checks settings.")
final class ConfigCommands {
  private static final Pattern BARE = Pattern.compile("-?\\d+|true|false");

  private final Equilibrium equilibrium;

  ConfigCommands(Equilibrium equilibrium) {
    this.equilibrium = equilibrium;
  }

  @Command(
      name = "print",
      description = "Prints every setting in force as TOML, with passwords left out.")
  void print(
      @Option(names = "--up", description = "The settings of up instead of a single program's.")
          boolean up,
      @Option(
              names = "--documented",
              description = "A commented equilibrium.toml with all defaults instead.")
          boolean documented) {
    if (documented) {
      System.out.print(ExampleFile.text());
      return;
    }
    equilibrium
        .configuration(up ? Way.WHOLE : Way.SINGLE)
        .effective()
        .forEach((key, value) -> System.out.println(key + " = " + toml(value)));
  }

  @Command(name = "check", description = "Reports every unknown key and every bad value.")
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
