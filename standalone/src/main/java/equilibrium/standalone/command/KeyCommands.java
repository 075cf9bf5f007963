package equilibrium.standalone.command;

import equilibrium.platform.Fault;
import equilibrium.platform.control.ChangeLog.Change;
import equilibrium.platform.control.DrawnKey;
import equilibrium.platform.control.DrawnKey.Authorship;
import equilibrium.schemas.Topics;
import equilibrium.schemas.event.AnnounceKey;
import equilibrium.schemas.event.ClientId;
import equilibrium.schemas.event.KeyState;
import equilibrium.standalone.config.Configuration.Way;
import equilibrium.standalone.control.ControlSession;
import equilibrium.standalone.control.IdText;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code keys}: announce keys, which identify clients whatever their address. */
@Command(name = "keys", description = "Issues, rotates, revokes and lists announce keys.")
final class KeyCommands {
  private static final String BY = "equilibrium keys";

  private final Equilibrium equilibrium;

  @Spec private @Nullable CommandSpec spec;

  KeyCommands(Equilibrium equilibrium) {
    this.equilibrium = equilibrium;
  }

  /** A key before it is published. */
  private record Drawn(DrawnKey drawn, String note) {
    static Drawn of(String note) {
      return new Drawn(DrawnKey.draw(), note);
    }

    Change<ClientId, AnnounceKey> issued(long nowMs) {
      return new Change<>(drawn.id(), drawn.issued(note, new Authorship(nowMs, BY)));
    }
  }

  @Command(
      name = "issue",
      description = {
        "Creates keys and prints them; they are stored nowhere.",
        "With --count or --from, one line each: client id, key, announce URL, note; separated by"
            + " tabs."
      })
  void issue(
      @Option(
              names = "--note",
              defaultValue = "",
              description = "A reminder for you, such as whose key it is.")
          String note,
      @Option(names = "--count", paramLabel = "N", description = "How many keys to create.")
          @Nullable Integer count,
      @Option(
              names = "--from",
              paramLabel = "FILE",
              description =
                  "Creates one key for each line of the file, which is its note; - reads"
                      + " standard input.")
          @Nullable Path file) {
    if (file != null) {
      demand(count == null && note.isEmpty(), "--from stands without --count and --note");
      issue(InputLines.of(file));
    } else if (count != null) {
      demand(
          count >= 1 && count <= InputLines.MOST,
          "--count is %d, expected 1 to %d".formatted(count, InputLines.MOST));
      issue(Collections.nCopies(count, note));
    } else {
      issueOne(note);
    }
  }

  private void issueOne(String note) {
    try (var session = open()) {
      var drawn = Drawn.of(note);
      session.log().publish(Topics.ANNOUNCE_KEYS, List.of(drawn.issued(session.nowMs())));
      print(session, drawn.drawn().id(), drawn.drawn().key());
    }
  }

  private void issue(List<String> notes) {
    try (var session = open()) {
      InputLines.inBatches(
          notes,
          batch -> {
            long now = session.nowMs();
            var drawn = batch.stream().map(Drawn::of).toList();
            session
                .log()
                .publish(Topics.ANNOUNCE_KEYS, drawn.stream().map(one -> one.issued(now)).toList());
            drawn.forEach(one -> printLine(session, one));
          });
    }
  }

  private static void printLine(ControlSession session, Drawn drawn) {
    System.out.println(
        String.join(
            "\t",
            IdText.of(drawn.drawn().id().bytes()),
            drawn.drawn().key(),
            session.announceUrls(drawn.drawn().key()).getFirst(),
            drawn.note()));
  }

  @Command(
      name = "rotate",
      description =
          "Gives a client another key; the former one stays valid for 7 days, if not revoked.")
  void rotate(@Parameters(paramLabel = "CLIENT-ID") String client) {
    var id = IdText.clientId(client);
    try (var session = open()) {
      var old = known(session, id);
      var drawn = DrawnKey.draw();
      session
          .log()
          .publish(
              Topics.ANNOUNCE_KEYS, id, drawn.rotated(old, new Authorship(session.nowMs(), BY)));
      print(session, id, drawn.key());
    }
  }

  @Command(name = "revoke", description = "Refuses every announce with the client's keys.")
  void revoke(@Parameters(paramLabel = "CLIENT-ID") String client) {
    var id = IdText.clientId(client);
    try (var session = open()) {
      var old = known(session, id);
      session
          .log()
          .publish(
              Topics.ANNOUNCE_KEYS, id, DrawnKey.revoked(old, new Authorship(session.nowMs(), BY)));
      System.out.println("revoked " + client);
    }
  }

  @Command(
      name = "list",
      description =
          "Prints client id, state, its time and the note of each key, separated by tabs.")
  void list() {
    try (var session = open()) {
      session.projection().keys().forEach(System.out::println);
    }
  }

  private static DrawnKey.LastKey known(ControlSession session, ClientId id) {
    return session
        .projection()
        .key(id)
        .map(key ->
            new DrawnKey.LastKey(
                id, key.keyId(), key.note(), key.state().equals(KeyState.REVOKED.name())))
        .orElseThrow(() -> new Fault("client %s has no key here".formatted(IdText.of(id.bytes()))));
  }

  private static void print(ControlSession session, ClientId id, String key) {
    System.out.printf("client    %s%nkey       %s%n", IdText.of(id.bytes()), key);
    session.announceUrls(key).forEach(url -> System.out.println("announce  " + url));
  }

  private void demand(boolean condition, String otherwise) {
    if (!condition && spec != null) {
      throw new ParameterException(spec.subcommands().get("issue"), otherwise);
    }
  }

  private ControlSession open() {
    return ControlSession.open(equilibrium.configuration(Way.SINGLE));
  }
}
