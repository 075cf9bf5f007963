package equilibrium.standalone.command;

import equilibrium.platform.Fault;
import equilibrium.platform.control.ChangeLog.Change;
import equilibrium.schemas.Topics;
import equilibrium.schemas.event.InfoHash;
import equilibrium.schemas.event.Registration;
import equilibrium.standalone.config.Configuration.Way;
import equilibrium.standalone.control.ControlSession;
import equilibrium.standalone.control.IdText;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code torrents}: which torrents are served. */
@Command(name = "torrents", description = "Allows, denies, removes and lists torrents.")
final class TorrentCommands {
  private static final String BY = "equilibrium torrents";

  private final Equilibrium equilibrium;

  TorrentCommands(Equilibrium equilibrium) {
    this.equilibrium = equilibrium;
  }

  /** One torrent, or a file of them. */
  static final class Selected {
    @Parameters(paramLabel = "INFO-HASH", description = "40 hex digits.")
    private @Nullable String infoHash;

    @Option(
        names = "--from",
        paramLabel = "FILE",
        description =
            "A file with one info-hash a line, each with a name behind it if you like; -"
                + " reads standard input.")
    private @Nullable Path file;

    private List<Torrent> torrents() {
      return file != null
          ? InputLines.of(file).stream().map(Torrent::of).toList()
          : List.of(Torrent.of(infoHash == null ? "" : infoHash));
    }
  }

  /** A torrent as it was named to the command. */
  private record Torrent(InfoHash infoHash, @Nullable String name) {
    static Torrent of(String line) {
      var parts = line.split("\\s+", 2);
      return new Torrent(IdText.infoHash(parts[0]), parts.length == 1 ? null : parts[1]);
    }

    String hex() {
      return IdText.of(infoHash.bytes());
    }
  }

  /** What an operator may say about a torrent. What is left out stays as it was. */
  static final class Details {
    @Option(names = "--name", description = "A name for people.")
    private @Nullable String name;

    @Option(names = "--size", paramLabel = "BYTES", description = "Bytes of all files.")
    private @Nullable Long sizeBytes;

    @Option(names = "--piece-length", paramLabel = "BYTES", description = "Bytes of a piece.")
    private @Nullable Integer pieceLength;

    @Option(names = "--licence", description = "SPDX id or free text.")
    private @Nullable String licence;

    @Option(
        names = "--private",
        negatable = true,
        description = "BEP 27: peers come from trackers only. --no-private takes it back.")
    private @Nullable Boolean isPrivate;

    @Option(
        names = "--alias-of",
        paramLabel = "INFO-HASH",
        description =
            "The hash under which this one of a hybrid torrent is counted. Its own hash takes it"
                + " back.")
    private @Nullable String aliasOf;

    /** The hash that the option names; null: there is none. */
    private @Nullable InfoHash target() {
      return aliasOf == null ? null : IdText.infoHash(aliasOf);
    }

    private void check(List<Torrent> torrents) {
      if (target() != null && torrents.size() > 1) {
        throw new Fault(
            "--alias-of with %d torrents: expected one, the other hash of the same torrent"
                .formatted(torrents.size()));
      }
    }

    private @Nullable InfoHash alias(Map<InfoHash, Registration> known, Torrent torrent) {
      var target = target();
      if (target == null) {
        var before = known.get(torrent.infoHash());
        return before == null ? null : before.getAliasOf();
      }
      var other = known.get(target);
      if (other != null && other.getAliasOf() != null && !target.equals(torrent.infoHash())) {
        throw new Fault(
            "--alias-of %s: that hash is an alias itself, expected its canonical hash %s"
                .formatted(aliasOf, IdText.of(other.getAliasOf().bytes())));
      }
      return target.equals(torrent.infoHash()) ? null : target;
    }

    private Registration over(
        Map<InfoHash, Registration> known, Torrent torrent, Registration plain) {
      var before = known.getOrDefault(torrent.infoHash(), plain);
      return new Registration(
          torrent.infoHash(),
          plain.getAllowed(),
          isPrivate == null ? before.getPrivateTorrent() : isPrivate,
          first(torrent.name(), name, before.getName()),
          sizeBytes == null ? before.getSizeBytes() : sizeBytes,
          pieceLength == null ? before.getPieceLength() : pieceLength,
          first(licence, before.getLicence()),
          alias(known, torrent),
          plain.getAtMs(),
          BY);
    }

    private static @Nullable String first(@Nullable String... texts) {
      for (var text : texts) {
        if (text != null) {
          return text;
        }
      }
      return null;
    }
  }

  @Command(
      name = "allow",
      description = "Allows torrents; it matters under ingress.admission = \"registered\".")
  void allow(@ArgGroup(multiplicity = "1") Selected selected, @Mixin Details details) {
    register(selected, details, true);
  }

  @Command(name = "deny", description = "Refuses every announce of these torrents.")
  void deny(@ArgGroup(multiplicity = "1") Selected selected, @Mixin Details details) {
    register(selected, details, false);
  }

  private void register(Selected selected, Details details, boolean allowed) {
    var torrents = selected.torrents();
    details.check(torrents);
    try (var session = open()) {
      InputLines.inBatches(
          torrents,
          batch -> {
            session.log().publish(Topics.REGISTRATIONS, changes(session, batch, details, allowed));
            batch.forEach(
                torrent -> System.out.println((allowed ? "allowed " : "denied ") + torrent.hex()));
          });
    }
  }

  private static List<Change<InfoHash, Registration>> changes(
      ControlSession session, List<Torrent> torrents, Details details, boolean allowed) {
    var concerned =
        Stream.concat(
            torrents.stream().map(Torrent::infoHash), Stream.ofNullable(details.target()));
    var known = session.projection().registrations(concerned.toList());
    long now = session.nowMs();
    return torrents.stream()
        .map(torrent -> {
          var hash = torrent.infoHash();
          var plain = new Registration(hash, allowed, false, null, null, null, null, null, now, BY);
          return new Change<>(hash, details.over(known, torrent, plain));
        })
        .toList();
  }

  @Command(
      name = "remove",
      description = "Forgets that torrents were allowed or denied. Exit code 1: one was neither.")
  void remove(@ArgGroup(multiplicity = "1") Selected selected) {
    var torrents = selected.torrents();
    var unknown = new ArrayList<String>();
    try (var session = open()) {
      InputLines.inBatches(torrents, batch -> unknown.addAll(removed(session, batch)));
    }
    if (!unknown.isEmpty()) {
      throw new Fault(
          "neither allowed nor denied, so not removed: %s".formatted(String.join(", ", unknown)));
    }
  }

  /** Removes those that are registered; the others. */
  private static List<String> removed(ControlSession session, List<Torrent> torrents) {
    var known =
        session.projection().registrations(torrents.stream().map(Torrent::infoHash).toList());
    var changes = new ArrayList<Change<InfoHash, Registration>>();
    known.keySet().forEach(hash -> changes.add(new Change<>(hash, null)));
    session.log().publish(Topics.REGISTRATIONS, changes);
    var unknown = new ArrayList<String>();
    for (var torrent : torrents) {
      if (known.containsKey(torrent.infoHash())) {
        System.out.println("removed " + torrent.hex());
      } else {
        unknown.add(torrent.hex());
      }
    }
    return unknown;
  }

  @Command(
      name = "list",
      description =
          "Prints info-hash, state, its time and the name of each torrent, separated by" + " tabs.")
  void list() {
    try (var session = open()) {
      session.projection().torrents().forEach(System.out::println);
    }
  }

  private ControlSession open() {
    return ControlSession.open(equilibrium.configuration(Way.SINGLE));
  }
}
