package equilibrium.standalone.command;

import equilibrium.ingress.Ingress;
import equilibrium.platform.Program;
import equilibrium.platform.live.OverrideFile;
import equilibrium.platform.ops.OpsServer;
import equilibrium.standalone.config.ConfigWatch;
import equilibrium.standalone.config.Configuration;
import equilibrium.standalone.config.Configuration.Way;
import equilibrium.standalone.config.LiveSettings;
import equilibrium.standalone.config.LiveSettings.Followed;
import equilibrium.standalone.config.Overridden;
import equilibrium.standalone.embedded.DataFolder;
import equilibrium.standalone.embedded.NativeLibraries;
import equilibrium.standalone.run.StopSignal;
import equilibrium.standalone.run.TrackerProgram;
import java.util.Map;
import java.util.concurrent.Callable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine.Command;

/**
 * Runs one program of a distributed set-up in this process. The program keeps its files, such as
 * its node id, in a folder of its name inside the data folder.
 */
@Command(description = "Runs one program of a distributed set-up.")
final class ProgramCommand implements Callable<Integer> {
  private static final Logger LOG = LoggerFactory.getLogger(ProgramCommand.class);

  private final Equilibrium equilibrium;
  private final TrackerProgram program;

  ProgramCommand(Equilibrium equilibrium, TrackerProgram program) {
    this.equilibrium = equilibrium;
    this.program = program;
  }

  String name() {
    return program.name();
  }

  @Override
  public Integer call() throws Exception {
    var folder = read(Map.of()).platform().data().resolve(name());
    try (var stop = new StopSignal();
        var data = DataFolder.hold(folder)) {
      NativeLibraries.loadFrom(data);
      var kept = OverrideFile.in(data.path());
      var started = Overridden.read(this::read, kept.read());
      var config = started.config();
      var platform = config.platform().in(data.path()).open();
      var followed = new Followed(name(), equilibrium.file(), kept, started);
      try (var ops = new OpsServer(config.platform().ops(), platform.health(), platform.metrics());
          var _ = platform.disk().watch(platform.health(), platform.metrics());
          var running = program.start().start(config, platform, data.path());
          var _ = LiveSettings.follow(followed, platform, change(running))) {
        platform.health().started();
        LOG.atInfo()
            .addKeyValue("program", name())
            .addKeyValue("ops", ops.address())
            .log("the program has started");
        stop.await(platform.health()::isLive);
      }
    }
    return 0;
  }

  private Configuration read(Map<String, String> console) {
    return equilibrium.configuration(Way.SINGLE, program.role(), console);
  }

  /** Only an ingress has settings that may change while it runs; the others say what waits. */
  private ConfigWatch.Change change(Program running) {
    return new ConfigWatch.Change(
        this::read,
        next -> {
          if (running instanceof Ingress ingress) {
            ingress.reload(next.ingress());
          }
        });
  }
}
