package equilibrium.analyst.command;

import equilibrium.anomaly.AnomalyConfig;
import equilibrium.platform.KafkaSettings;
import equilibrium.platform.PostgresSettings;
import equilibrium.platform.TimeScale;
import equilibrium.scoring.rules.ScoringRules;
import java.nio.file.Path;
import java.util.Map;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;

/** Runs a command as its words say, without PostgreSQL and by the shipped rules of scoring. */
public record CommandRun(KafkaSettings kafka, Path data, TimeScale scale, AnomalyConfig detection) {

  /** Returns the exit code. */
  public int execute(String... words) {
    var nowhere = new PostgresSettings("jdbc:postgresql://127.0.0.1:1/none", Map.of());
    var access = new Access(kafka, nowhere, data, scale, ScoringRules.V3, detection);
    var command = new CommandLine(CommandSpec.create());
    AnalystCommands.addTo(command, () -> access);
    return command.execute(words);
  }
}
