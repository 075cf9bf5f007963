package equilibrium.standalone.peer;

import equilibrium.platform.Fault;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import java.util.function.Supplier;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code peer run}. */
@Command(
    name = "run",
    description =
        "Goes on with everything that is remembered: downloads go on, complete ones are uploaded.")
final class RunCommand implements Callable<Integer> {
  private final Supplier<Path> data;

  @Mixin private PeerOptions options = new PeerOptions();

  RunCommand(Supplier<Path> data) {
    this.data = data;
  }

  @Override
  public Integer call() {
    return options.run(
        data.get(),
        (peer, signal) -> {
          if (peer.resume() == 0) {
            throw new Fault(
                "%s remembers nothing: begin with peer share or peer get".formatted(data.get()));
          }
          PeerOptions.untilTheEnd(peer, signal);
          return 0;
        });
  }
}
