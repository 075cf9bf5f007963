package equilibrium.standalone.run;

import equilibrium.anomaly.AnomalyDetection;
import equilibrium.console.Console;
import equilibrium.platform.Platform;
import equilibrium.platform.Program;
import equilibrium.projector.Projector;
import equilibrium.scoring.Scoring;
import equilibrium.standalone.config.Configuration;
import equilibrium.standalone.embedded.DatabaseRole;
import java.nio.file.Path;

/**
 * A program that can run in a process of its own.
 *
 * @param name in commands, {@code /status} and metrics
 * @param role as which it connects to PostgreSQL
 */
public record TrackerProgram(String name, DatabaseRole role, Start start) {
  public static final TrackerProgram SCORING =
      new TrackerProgram(
          "scoring",
          DatabaseRole.CONSOLE,
          (config, platform, data) -> Scoring.start(config.scoring(), platform, data));
  public static final TrackerProgram ANOMALY =
      new TrackerProgram(
          "anomaly",
          DatabaseRole.CONSOLE,
          (config, platform, data) -> AnomalyDetection.start(config.anomaly(), platform, data));
  public static final TrackerProgram PROJECTOR =
      new TrackerProgram(
          "projector",
          DatabaseRole.PROJECTOR,
          (config, platform, _) -> Projector.start(config.projector(), platform));

  public static final TrackerProgram CONSOLE =
      new TrackerProgram(
          "console",
          DatabaseRole.CONSOLE,
          (config, platform, data) ->
              Console.start(config.console(), platform, data, config.surroundings()));

  /** Starts the program. */
  @FunctionalInterface
  public interface Start {
    /**
     * The running program.
     *
     * @param data folder in which it keeps its files
     */
    Program start(Configuration config, Platform platform, Path data);
  }
}
