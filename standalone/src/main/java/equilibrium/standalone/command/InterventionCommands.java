package equilibrium.standalone.command;

import equilibrium.platform.Fault;
import equilibrium.schemas.InterventionKey;
import equilibrium.schemas.Topics;
import equilibrium.standalone.config.Configuration.Way;
import equilibrium.standalone.control.ControlSession;
import equilibrium.standalone.control.IdText;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code interventions}: warnings to clients that got a suspect as a peer. */
@Command(
    name = "interventions",
    description = "Lists and ends warnings to clients that got a suspected client as a peer.")
final class InterventionCommands {
  private final Equilibrium equilibrium;

  InterventionCommands(Equilibrium equilibrium) {
    this.equilibrium = equilibrium;
  }

  @Command(
      name = "list",
      description =
          "Prints info-hash, client id of the recipient, kind, begin, end, case id and text of each"
              + " warning, separated by tabs; the oldest first.")
  void list(
      @Option(
              names = "--limit",
              defaultValue = "1000",
              paramLabel = "N",
              description = "Prints the first N; ${DEFAULT-VALUE} without this.")
          int limit) {
    try (var session = open()) {
      session.projection().cases().warnings(limit).forEach(System.out::println);
    }
  }

  @Command(name = "end", description = "Ends a warning before its time.")
  void end(
      @Parameters(paramLabel = "INFO-HASH", description = "40 hex digits.") String infoHash,
      @Parameters(paramLabel = "CLIENT-ID", description = "The recipient: 32 hex digits.")
          String client) {
    var key = new InterventionKey(IdText.infoHash(infoHash), IdText.clientId(client));
    try (var session = open()) {
      if (!session.projection().cases().isWarned(key.infoHash(), key.recipient())) {
        throw new Fault("client %s is not warned in swarm %s".formatted(client, infoHash));
      }
      session.log().publish(Topics.INTERVENTIONS, key, null);
      System.out.println("ended " + infoHash + " " + client);
    }
  }

  private ControlSession open() {
    return ControlSession.open(equilibrium.configuration(Way.SINGLE));
  }
}
