package equilibrium.analyst.command;

import equilibrium.analyst.log.Log;
import equilibrium.analyst.replay.Records;
import equilibrium.analyst.whatif.Question;
import equilibrium.analyst.whatif.Question.Depth;
import equilibrium.analyst.whatif.Rules;
import equilibrium.analyst.whatif.WhatIf;
import equilibrium.platform.Fault;
import equilibrium.scoring.RulesInForce;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import java.util.function.Supplier;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code whatif}. */
@Command(
    name = "whatif",
    description = {
      "Tells who would rise and who would fall, and whom detection would find, if the rules were"
          + " others.",
      "Reads the sums in client-standings for other weights and cuts, contributions for other"
          + " half-lives, caps and worth, and announces for all else; changes nothing."
    })
final class WhatIfCommand implements Callable<Integer> {
  private final Supplier<Access> access;

  @Parameters(
      paramLabel = "RULES",
      description =
          "TOML file: what differs, and a version from 1000 on. May have more than one for"
              + " scoring.rules-file; docs/analyse/whatif-rules.toml has all keys.")
  private Path file = Path.of("rules.toml");

  @Option(
      names = "--show",
      defaultValue = "50",
      paramLabel = "N",
      description =
          "Names the N clients that rise most and that fall most; ${DEFAULT-VALUE} without this.")
  private int shown = 50;

  @Option(
      names = "--depth",
      defaultValue = "1",
      paramLabel = "N",
      description =
          "Folds contributions (2) or announces (3) even if sums (1) tell; without this, the"
              + " cheapest depth that tells.")
  private int depth = 1;

  @Mixin private FoldOptions archived = new FoldOptions();

  @Mixin private ResultOptions results = new ResultOptions();

  @Option(names = "--quiet", description = "Prints no progress.")
  private boolean isQuiet;

  WhatIfCommand(Supplier<Access> access) {
    this.access = access;
  }

  @Override
  public Integer call() {
    if (shown < 0) {
      throw new Fault("--show is %d, expected 0 or more".formatted(shown));
    }
    var least = Depth.of(depth);
    var files = results.files();
    var connections = access.get();
    var other = Rules.read(file, connections.detection());
    RulesInForce.read(connections.kafka()).demandAre(connections.rules());
    var inForce = new Rules(connections.rules(), connections.detection());
    var options =
        new WhatIf.Options(
            connections.scale(), connections.temporary(), isQuiet, shown, least, files);
    try (var archive = archived.open(connections.temporary())) {
      var records = new Records(new Log(connections.kafka()), archive);
      new WhatIf(records, new Question(inForce, other), options, System.out, System.err).run();
    }
    return 0;
  }
}
