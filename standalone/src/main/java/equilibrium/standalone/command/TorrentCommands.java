package equilibrium.standalone.command;

import equilibrium.schemas.Topics;
import equilibrium.schemas.event.InfoHash;
import equilibrium.schemas.event.Registration;
import equilibrium.standalone.config.Configuration.Way;
import equilibrium.standalone.control.ControlSession;
import equilibrium.standalone.control.IdText;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code torrents}: which torrents are served. */
@Command(name = "torrents", description = "Allows and denies torrents.")
final class TorrentCommands {
  private static final String BY = "equilibrium torrents";

  private final Equilibrium equilibrium;

  TorrentCommands(Equilibrium equilibrium) {
    this.equilibrium = equilibrium;
  }

  /** What is known of a torrent; nothing need be. */
  static final class Facts {
    @Option(names = "--name", description = "For people.")
    private @Nullable String name;

    @Option(names = "--size", paramLabel = "BYTES", description = "Of all files.")
    private @Nullable Long sizeBytes;

    @Option(names = "--piece-length", paramLabel = "BYTES")
    private @Nullable Integer pieceLength;

    @Option(names = "--licence", description = "SPDX id or free text.")
    private @Nullable String licence;

    @Option(names = "--private", description = "BEP 27: its peers come from trackers only.")
    private boolean isPrivate;

    Registration of(InfoHash infoHash, boolean allowed, long nowMs) {
      return new Registration(
          infoHash, allowed, isPrivate, name, sizeBytes, pieceLength, licence, null, nowMs, BY);
    }
  }

  @Command(name = "allow", description = "Serves the torrent where only allowed ones are served.")
  void allow(@Parameters(paramLabel = "INFO-HASH") String infoHash, @Mixin Facts facts) {
    register(IdText.infoHash(infoHash), true, facts);
    System.out.println("allowed " + infoHash);
  }

  @Command(name = "deny", description = "Refuses every announce of the torrent.")
  void deny(@Parameters(paramLabel = "INFO-HASH") String infoHash, @Mixin Facts facts) {
    register(IdText.infoHash(infoHash), false, facts);
    System.out.println("denied " + infoHash);
  }

  @Command(name = "remove", description = "Forgets what was said of the torrent.")
  void remove(@Parameters(paramLabel = "INFO-HASH") String infoHash) {
    var hash = IdText.infoHash(infoHash);
    try (var session = open()) {
      session.log().publish(Topics.REGISTRATIONS, hash, null);
    }
    System.out.println("removed " + infoHash);
  }

  @Command(name = "list", description = "Info-hash, state, since when, name; parted by tabs.")
  void list() {
    try (var session = open()) {
      session.projection().torrents().forEach(System.out::println);
    }
  }

  private void register(InfoHash infoHash, boolean allowed, Facts facts) {
    try (var session = open()) {
      session
          .log()
          .publish(Topics.REGISTRATIONS, infoHash, facts.of(infoHash, allowed, session.nowMs()));
    }
  }

  private ControlSession open() {
    return ControlSession.open(equilibrium.configuration(Way.SINGLE));
  }
}
