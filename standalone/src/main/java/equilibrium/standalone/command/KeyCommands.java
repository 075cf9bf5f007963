package equilibrium.standalone.command;

import equilibrium.platform.Fault;
import equilibrium.schemas.ClientIds;
import equilibrium.schemas.Topics;
import equilibrium.schemas.event.AnnounceKey;
import equilibrium.schemas.event.ClientId;
import equilibrium.schemas.event.KeyState;
import equilibrium.standalone.config.Configuration.Way;
import equilibrium.standalone.control.ControlSession;
import equilibrium.standalone.control.IdText;
import equilibrium.standalone.control.ProjectionReader;
import equilibrium.standalone.embedded.Secrets;
import java.time.Duration;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code keys}: announce keys, by which clients are known whatever their address. */
@Command(name = "keys", description = "Issues and withdraws announce keys.")
final class KeyCommands {
  private static final String BY = "equilibrium keys";

  /** How long a key stays good after another took its place. */
  private static final Duration GRACE = Duration.ofDays(7);

  private final Equilibrium equilibrium;

  KeyCommands(Equilibrium equilibrium) {
    this.equilibrium = equilibrium;
  }

  @Command(name = "issue", description = "Makes a key and prints it. It is stored nowhere.")
  void issue(
      @Option(names = "--note", defaultValue = "", description = "For you: whose key it is.")
          String note) {
    try (var session = open()) {
      var key = Secrets.draw();
      var id = ClientIds.ofKey(key);
      session
          .log()
          .publish(
              Topics.ANNOUNCE_KEYS,
              id,
              new AnnounceKey(id, id, null, 0L, KeyState.ISSUED, note, session.nowMs(), BY));
      print(session, id, key);
    }
  }

  @Command(
      name = "rotate",
      description = "Puts another key in place; the old one stays good for 7 days.")
  void rotate(@Parameters(paramLabel = "CLIENT-ID") String client) {
    var id = IdText.clientId(client);
    try (var session = open()) {
      var old = known(session, id);
      var key = Secrets.draw();
      long now = session.nowMs();
      session
          .log()
          .publish(
              Topics.ANNOUNCE_KEYS,
              id,
              new AnnounceKey(
                  id,
                  ClientIds.ofKey(key),
                  old.keyId(),
                  now + GRACE.toMillis(),
                  KeyState.ROTATED,
                  old.note(),
                  now,
                  BY));
      print(session, id, key);
    }
  }

  @Command(name = "revoke", description = "No announce with the client's keys is served any more.")
  void revoke(@Parameters(paramLabel = "CLIENT-ID") String client) {
    var id = IdText.clientId(client);
    try (var session = open()) {
      var old = known(session, id);
      session
          .log()
          .publish(
              Topics.ANNOUNCE_KEYS,
              id,
              new AnnounceKey(
                  id, old.keyId(), null, 0L, KeyState.REVOKED, old.note(), session.nowMs(), BY));
      System.out.println("revoked " + client);
    }
  }

  @Command(name = "list", description = "Client id, state, since when, note; parted by tabs.")
  void list() {
    try (var session = open()) {
      session.projection().keys().forEach(System.out::println);
    }
  }

  private static ProjectionReader.Key known(ControlSession session, ClientId id) {
    return session
        .projection()
        .key(id)
        .orElseThrow(
            () -> new Fault("no key of client %s is known".formatted(IdText.of(id.bytes()))));
  }

  private static void print(ControlSession session, ClientId id, String key) {
    System.out.printf("client    %s%nkey       %s%n", IdText.of(id.bytes()), key);
    session.announceUrls(key).forEach(url -> System.out.println("announce  " + url));
  }

  private ControlSession open() {
    return ControlSession.open(equilibrium.configuration(Way.SINGLE));
  }
}
