package equilibrium.standalone.command;

import equilibrium.platform.Fault;
import equilibrium.platform.TopicAdmin;
import equilibrium.standalone.config.Configuration.Way;
import picocli.CommandLine.Command;

/** {@code topics}. */
@Command(name = "topics", description = "Creates and checks the topics of a distributed set-up.")
final class TopicCommands {
  private final Equilibrium equilibrium;

  TopicCommands(Equilibrium equilibrium) {
    this.equilibrium = equilibrium;
  }

  @Command(name = "create", description = "Creates missing topics.")
  void create() {
    try (var topics = open()) {
      topics.create().forEach(name -> System.out.println("created " + name));
    }
  }

  @Command(name = "check", description = "Reports where topics differ from the settings.")
  void check() {
    try (var topics = open()) {
      var wrong = topics.check();
      if (!wrong.isEmpty()) {
        throw new Fault(String.join("; ", wrong));
      }
      System.out.println("all topics are as the settings say");
    }
  }

  private TopicAdmin open() {
    return new TopicAdmin(equilibrium.configuration(Way.SINGLE).platform().kafka());
  }
}
