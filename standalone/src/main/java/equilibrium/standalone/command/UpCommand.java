package equilibrium.standalone.command;

import equilibrium.standalone.config.ConfigWatch;
import equilibrium.standalone.config.Configuration.Way;
import equilibrium.standalone.run.Greeting;
import equilibrium.standalone.run.StopSignal;
import equilibrium.standalone.run.Tracker;
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
    var config = equilibrium.configuration(Way.WHOLE);
    try (var stop = new StopSignal();
        var tracker = Tracker.start(config);
        var _ = ConfigWatch.start(equilibrium.file(), config, change(tracker))) {
      System.out.print(Greeting.of(tracker));
      stop.await(tracker.platform().health()::isLive);
    }
    return 0;
  }

  private ConfigWatch.Change change(Tracker tracker) {
    return new ConfigWatch.Change(() -> equilibrium.configuration(Way.WHOLE), tracker::reload);
  }
}
