package equilibrium.standalone.command;

import static picocli.CommandLine.ScopeType.INHERIT;

import equilibrium.analyst.command.Access;
import equilibrium.analyst.command.AnalystCommands;
import equilibrium.ingress.Ingress;
import equilibrium.standalone.bench.WeekCommand;
import equilibrium.standalone.config.Configuration;
import equilibrium.standalone.config.Sources;
import equilibrium.standalone.embedded.DatabaseRole;
import equilibrium.standalone.peer.PeerCommands;
import equilibrium.standalone.run.TrackerProgram;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** The {@code equilibrium} command: options of all commands, and the commands. */
@Command(
    name = "equilibrium",
    description = "A BitTorrent tracker that rewards long-term seeding.",
    version = "equilibrium 0.1.0",
    mixinStandardHelpOptions = true,
    scope = INHERIT,
    synopsisSubcommandLabel = "COMMAND")
public final class Equilibrium {
  /** The class that a further process of this program runs. */
  static final String MAIN_CLASS = "equilibrium.standalone.EquilibriumMain";

  private static final Path USUAL_FILE = Path.of("equilibrium.toml");

  private final Map<String, String> environment;

  @Option(
      names = "--config",
      paramLabel = "FILE",
      scope = INHERIT,
      description = "TOML file with settings; without this, ./equilibrium.toml if there is one.")
  private @Nullable Path file;

  @Option(
      names = "--data",
      paramLabel = "DIR",
      scope = INHERIT,
      description = "Folder of everything that outlives the process; without this, ./data.")
  private @Nullable Path data;

  @Option(
      names = "--set",
      paramLabel = "section.key=value",
      scope = INHERIT,
      mapFallbackValue = "",
      description = "Overrides one setting; may be repeated.")
  private Map<String, String> overrides = new LinkedHashMap<>();

  private Equilibrium(Map<String, String> environment) {
    this.environment = environment;
  }

  /** The command with all its subcommands. */
  public static CommandLine command(Map<String, String> environment) {
    var equilibrium = new Equilibrium(environment);
    var command = new CommandLine(equilibrium).addSubcommand(new UpCommand(equilibrium));
    programs(equilibrium).forEach(program -> command.addSubcommand(program.name(), program));
    AnalystCommands.addTo(command, equilibrium::access);
    return command
        .addSubcommand(new TopicCommands(equilibrium))
        .addSubcommand(new MigrateCommand(equilibrium))
        .addSubcommand(new ConfigCommands(equilibrium))
        .addSubcommand(new KeyCommands(equilibrium))
        .addSubcommand(new TorrentCommands(equilibrium))
        .addSubcommand(new TokenCommands(equilibrium))
        .addSubcommand(new CaseCommands(equilibrium))
        .addSubcommand(new InterventionCommands(equilibrium))
        .addSubcommand(new DeadLetterCommands(equilibrium))
        .addSubcommand(new RebuildCommand(equilibrium))
        .addSubcommand(new DoctorCommand(equilibrium))
        .addSubcommand(bench(equilibrium))
        .addSubcommand(PeerCommands.command(equilibrium::dataFolder))
        .addSubcommand(new RehearseCommand())
        .setCaseInsensitiveEnumValuesAllowed(true) // --role operator
        .setExecutionExceptionHandler(new Faults());
  }

  private static CommandLine bench(Equilibrium equilibrium) {
    return new CommandLine(new BenchCommands(equilibrium))
        .addSubcommand(new BenchServers(equilibrium))
        .addSubcommand(new AnnounceCommand(equilibrium))
        .addSubcommand(new WorldCommand())
        .addSubcommand(new RaceCommand())
        .addSubcommand(new PeerRaceCommand(equilibrium))
        .addSubcommand(new WeekCommand())
        .addSubcommand(new DetectCommand(equilibrium));
  }

  private static List<ProgramCommand> programs(Equilibrium equilibrium) {
    var ingress =
        new TrackerProgram(
            "ingress",
            DatabaseRole.INGRESS,
            (config, platform, data) -> Ingress.start(config.ingress(), platform, data));
    return Stream.of(
            ingress,
            TrackerProgram.SCORING,
            TrackerProgram.ANOMALY,
            TrackerProgram.PROJECTOR,
            TrackerProgram.CONSOLE)
        .map(program -> new ProgramCommand(equilibrium, program))
        .toList();
  }

  /** The settings of a command that connects to PostgreSQL as {@link DatabaseRole#CONSOLE}. */
  Configuration configuration(Configuration.Way way) {
    return configuration(way, DatabaseRole.CONSOLE);
  }

  Configuration configuration(Configuration.Way way, DatabaseRole role) {
    return configuration(way, role, Map.of());
  }

  /** The same with what was set through the console, by key. */
  Configuration configuration(
      Configuration.Way way, DatabaseRole role, Map<String, String> console) {
    var all = new LinkedHashMap<>(overrides);
    if (data != null) {
      all.put("data.folder", data.toString());
    }
    return Configuration.read(way, role, new Sources(file(), console, environment, all));
  }

  /** The folder of a command that reads no settings. */
  private Path dataFolder() {
    return data == null ? Path.of("data") : data;
  }

  /** What the analyst's commands connect to. */
  private Access access() {
    var config = configuration(Configuration.Way.SINGLE);
    var platform = config.platform();
    return new Access(
        platform.kafka(),
        platform.postgres(),
        platform.data(),
        platform.scale(),
        config.scoring().rules(),
        config.anomaly());
  }

  /** The settings given by {@code --set}. */
  Map<String, String> overrides() {
    return Map.copyOf(overrides);
  }

  /** The file that settings are read from; null if there is none. */
  @Nullable Path file() {
    var usual = Files.exists(USUAL_FILE) ? USUAL_FILE : null;
    return file != null ? file : usual;
  }
}
