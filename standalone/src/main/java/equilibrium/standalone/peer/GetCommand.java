package equilibrium.standalone.peer;

import equilibrium.peer.PeerFault;
import equilibrium.peer.Torrent;
import equilibrium.platform.Fault;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code peer get}. */
@Command(
    name = "get",
    description = "Downloads a torrent, from the chunks on that are there and right.")
final class GetCommand implements Callable<Integer> {
  private final Supplier<Path> data;

  @Mixin private PeerOptions options = new PeerOptions();

  @Parameters(paramLabel = "FILE", description = "A .torrent file.")
  private Path file = Path.of("");

  @Option(names = "--to", paramLabel = "DIR", required = true, description = "Where it is put.")
  private Path to = Path.of("");

  @Option(
      names = "--within",
      converter = DurationConverter.class,
      description = "Exit code 3 if it is not complete after this time, such as 10m.")
  private @Nullable Duration within;

  /** What follows the download. */
  enum Then {
    stop,
    seed
  }

  @Option(
      names = "--then",
      description = "What to do once it is complete: ${COMPLETION-CANDIDATES}; default: stop.")
  private Then then = Then.stop;

  GetCommand(Supplier<Path> data) {
    this.data = data;
  }

  @Override
  public Integer call() {
    var torrent = read();
    return options.run(
        data.get(),
        (peer, signal) -> {
          peer.get(torrent, to);
          if (!PeerOptions.untilComplete(peer, signal, within)) {
            return PeerCommands.UNFINISHED;
          }
          if (then == Then.seed) {
            PeerOptions.untilTheEnd(peer, signal);
          }
          return 0;
        });
  }

  private Torrent read() {
    try {
      return Torrent.read(file);
    } catch (PeerFault e) {
      throw new Fault(e.getMessage(), e);
    }
  }
}
