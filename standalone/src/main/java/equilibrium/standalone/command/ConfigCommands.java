package equilibrium.standalone.command;

import equilibrium.standalone.config.Configuration;
import equilibrium.standalone.config.Configuration.Way;
import equilibrium.standalone.config.ConsoleValues;
import equilibrium.standalone.config.ExampleFile;
import equilibrium.standalone.config.Overridden;
import equilibrium.standalone.embedded.DatabaseRole;
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
          boolean documented,
      @Option(
              names = "--live",
              description = "With what was set through the console, as Kafka has it now.")
          boolean live) {
    if (documented) {
      System.out.print(ExampleFile.text());
      return;
    }
    var way = up ? Way.WHOLE : Way.SINGLE;
    var config = live ? live(way) : equilibrium.configuration(way);
    config.effective().forEach((key, value) -> System.out.println(key + " = " + toml(value)));
  }

  /** What is bad here is left out, as a program of these settings would do. */
  private Configuration live(Way way) {
    var set = ConsoleValues.in(equilibrium.configuration(way).platform().kafka());
    return Overridden.read(
            console -> equilibrium.configuration(way, DatabaseRole.CONSOLE, console), set.values())
        .config();
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
