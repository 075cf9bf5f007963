package equilibrium.analyst.command;

import equilibrium.analyst.log.Log;
import equilibrium.analyst.replay.Records;
import equilibrium.analyst.replay.Replay;
import equilibrium.scoring.RulesInForce;
import java.util.concurrent.Callable;
import java.util.function.Supplier;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code replay}. */
@Command(
    name = "replay",
    description = {
      "Folds all announces of the log, or of an archive and the log, again by scoring's own rules, in this process. Changes"
          + " nothing.",
      "Prints how many contributions, balances, episodes and findings of the daily attribution that"
          + " gives, and their digests."
    })
final class ReplayCommand implements Callable<Integer> {
  private static final int DIFFERS = 3;

  private final Supplier<Access> access;

  @Option(
      names = "--check",
      description =
          "Compares them with those that scoring wrote, in place of the digests. Ends with 3 if"
              + " anything differs.")
  private boolean isCheck;

  @Mixin private FoldOptions files = new FoldOptions();

  @Option(names = "--quiet", description = "Prints no ranges and no progress.")
  private boolean isQuiet;

  ReplayCommand(Supplier<Access> access) {
    this.access = access;
  }

  @Override
  public Integer call() {
    var connections = access.get();
    RulesInForce.read(connections.kafka()).demandAre(connections.rules());
    var options =
        new Replay.Options(
            connections.scale(),
            connections.rules(),
            connections.detection(),
            connections.temporary(),
            isQuiet);
    try (var archive = files.open(connections.temporary())) {
      var records = new Records(new Log(connections.kafka()), archive);
      var replay = new Replay(records, options, System.out, System.err);
      if (isCheck) {
        return replay.check() ? 0 : DIFFERS;
      }
      replay.print();
      return 0;
    }
  }
}
