package equilibrium.analyst.command;

import equilibrium.analyst.judge.Judge;
import equilibrium.analyst.log.Log;
import java.util.concurrent.Callable;
import java.util.function.Supplier;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code case}. */
@Command(
    name = "case",
    description = {
      "Judges a finding again: the records that its rule reads go through detection's own rules,"
          + " in this process.",
      "Prints whether the finding is the same, or what differs. Ends with 3 if anything differs."
          + " Changes nothing."
    })
final class CaseCommand implements Callable<Integer> {
  private static final int DIFFERS = 3;

  private final Supplier<Access> access;

  @Parameters(
      paramLabel = "ID",
      description =
          "Id of a finding, such as R1-0123456789abcdef0123; or of a case (C-…, or its first"
              + " digits): then its newest findings.")
  private String id = "";

  @Option(names = "--quiet", description = "Prints no progress.")
  private boolean isQuiet;

  CaseCommand(Supplier<Access> access) {
    this.access = access;
  }

  @Override
  public Integer call() {
    var connections = access.get();
    var options =
        new Judge.Options(
            connections.detection(), connections.scale(), connections.temporary(), isQuiet);
    var judge = new Judge(new Log(connections.kafka()), options, System.out, System.err);
    return judge.judge(id) ? 0 : DIFFERS;
  }
}
