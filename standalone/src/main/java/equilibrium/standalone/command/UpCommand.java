package equilibrium.standalone.command;

import equilibrium.platform.live.OverrideFile;
import equilibrium.standalone.config.ConfigWatch;
import equilibrium.standalone.config.Configuration;
import equilibrium.standalone.config.Configuration.Way;
import equilibrium.standalone.config.LiveSettings;
import equilibrium.standalone.config.LiveSettings.Followed;
import equilibrium.standalone.config.Overridden;
import equilibrium.standalone.embedded.DatabaseRole;
import equilibrium.standalone.run.Greeting;
import equilibrium.standalone.run.StopSignal;
import equilibrium.standalone.run.Tracker;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;

/** {@code up}. */
@Command(name = "up", description = "Runs the whole tracker with its own Kafka and PostgreSQL.")
final class UpCommand implements Callable<Integer> {
  private final Equilibrium equilibrium;

  UpCommand(Equilibrium equilibrium) {
    this.equilibrium = equilibrium;
  }

  @Override
  public Integer call() throws Exception {
    var kept = OverrideFile.in(equilibrium.configuration(Way.WHOLE).platform().data());
    var started = Overridden.read(this::read, kept.read());
    var followed = new Followed("up", equilibrium.file(), kept, started);
    try (var stop = new StopSignal();
        var tracker = Tracker.start(started.config());
        var _ =
            LiveSettings.follow(
                followed,
                tracker.platform(),
                new ConfigWatch.Change(this::read, tracker::reload))) {
      System.out.print(Greeting.of(tracker));
      stop.await(tracker.platform().health()::isLive);
    }
    return 0;
  }

  private Configuration read(Map<String, String> console) {
    return equilibrium.configuration(Way.WHOLE, DatabaseRole.CONSOLE, console);
  }
}
