package equilibrium.analyst.command;

import equilibrium.analyst.log.Log;
import equilibrium.analyst.whatif.WhatIf;
import equilibrium.platform.Fault;
import equilibrium.scoring.RulesInForce;
import equilibrium.scoring.rules.RulesFile;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import java.util.function.Supplier;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code whatif}. */
@Command(
    name = "whatif",
    description = {
      "Tells who would rise and who would fall if parts of the score had other weights, or if the"
          + " cuts lay elsewhere.",
      "Reads client-standings; changes nothing."
    })
final class WhatIfCommand implements Callable<Integer> {
  private final Supplier<Access> access;

  @Parameters(
      paramLabel = "RULES",
      description = "TOML file as for scoring.rules-file: what differs from the shipped rules.")
  private Path rules = Path.of("rules.toml");

  @Option(
      names = "--show",
      defaultValue = "50",
      paramLabel = "N",
      description =
          "Names the N clients that rise most and that fall most; ${DEFAULT-VALUE} without this.")
  private int shown = 50;

  WhatIfCommand(Supplier<Access> access) {
    this.access = access;
  }

  @Override
  public Integer call() {
    if (shown < 0) {
      throw new Fault("--show is %d, expected 0 or more".formatted(shown));
    }
    var other = RulesFile.read(rules);
    var connections = access.get();
    RulesInForce.read(connections.kafka()).demandAre(connections.rules());
    var both = new WhatIf.Rules(connections.rules(), other);
    new WhatIf(new Log(connections.kafka()), both, System.out).run(shown);
    return 0;
  }
}
