package equilibrium.standalone.peer;

import equilibrium.peer.PeerFault;
import equilibrium.peer.RememberedChunks;
import equilibrium.platform.Fault;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code peer chunks}. */
@Command(
    name = "chunks",
    description = {
      "Prints what is remembered: info-hash, chunks there, chunks in all, bytes, folder, name;"
          + " separated by tabs.",
      "With --verify each remembered chunk is hashed, and the wrong ones are forgotten."
    })
final class ChunksCommand implements Callable<Integer> {
  private final Supplier<Path> data;

  @Parameters(paramLabel = "HASH", arity = "0..1", description = "One info-hash; default: all.")
  private @Nullable String hash;

  @Option(names = "--verify", description = "Exit code 3 if a chunk was wrong.")
  private boolean verify;

  @Option(names = "--forget", description = "Forgets HASH; its files stay.")
  private boolean forget;

  ChunksCommand(Supplier<Path> data) {
    this.data = data;
  }

  @Override
  public Integer call() {
    try (var remembered = RememberedChunks.open(data.get())) {
      int wrong = 0;
      for (var content : remembered.all()) {
        if (hash == null || hash.equalsIgnoreCase(content.sha1())) {
          wrong += verify ? remembered.verify(content.sha1()) : 0;
        }
      }
      if (forget) {
        if (hash == null) {
          throw new Fault("--forget needs the HASH that is to be forgotten");
        }
        remembered.forget(hash);
      }
      for (var content : remembered.all()) {
        if (hash == null || hash.equalsIgnoreCase(content.sha1())) {
          System.out.printf(
              "%s\t%d\t%d\t%d\t%s\t%s%n",
              content.sha1(),
              content.there(),
              content.chunks(),
              content.size(),
              content.folder(),
              content.name());
        }
      }
      return wrong == 0 ? 0 : PeerCommands.UNFINISHED;
    } catch (PeerFault e) {
      throw new Fault(e.getMessage(), e);
    }
  }
}
