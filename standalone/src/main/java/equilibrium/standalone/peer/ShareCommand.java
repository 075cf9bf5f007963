package equilibrium.standalone.peer;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code peer share}. */
@Command(
    name = "share",
    description = {
      "Makes a torrent of a file or folder, and uploads it until the limits are reached or the"
          + " process is stopped.",
      "The torrent is written to PATH.torrent, without the announce key."
    })
final class ShareCommand implements Callable<Integer> {
  private final Supplier<Path> data;

  @Spec private @Nullable CommandSpec spec;

  @Mixin private PeerOptions options = new PeerOptions();

  @Parameters(paramLabel = "PATH", description = "File or folder.")
  private Path content = Path.of("");

  @Option(names = "--private", description = "Peers come from the trackers alone (BEP 27).")
  private boolean isPrivate;

  @Option(
      names = "--chunk",
      paramLabel = "SIZE",
      converter = ChunkSizeConverter.class,
      description = "Size of a chunk, a power of two from 16KiB to 16MiB; default: 256KiB.")
  private int chunk = 256 << 10;

  @Option(names = "--out", paramLabel = "FILE", description = "Where the torrent is written.")
  private @Nullable Path out;

  ShareCommand(Supplier<Path> data) {
    this.data = data;
  }

  @Override
  public Integer call() {
    if (!Files.exists(content) && spec != null) {
      throw new ParameterException(spec.commandLine(), content + " does not exist");
    }
    return options.run(
        data.get(),
        (peer, signal) -> {
          var torrent = peer.share(content, chunk, isPrivate);
          var file = out == null ? Path.of(content + ".torrent") : out;
          peer.write(torrent, file);
          System.err.printf("%s: %s, %,d chunks%n", file, torrent.sha1(), torrent.chunks());
          PeerOptions.untilTheEnd(peer, signal);
          return 0;
        });
  }
}
