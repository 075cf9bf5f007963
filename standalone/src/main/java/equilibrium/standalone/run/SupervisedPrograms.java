package equilibrium.standalone.run;

import equilibrium.platform.Platform;
import equilibrium.platform.drill.DrillParts;
import equilibrium.standalone.config.Configuration;
import equilibrium.standalone.embedded.DatabaseRole;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * The programs of the tracker beside the ingress. They start and stop side by side, because each
 * takes seconds, and each is started again when it fails.
 */
public final class SupervisedPrograms implements AutoCloseable {
  /** Where the programs keep their files, and which of them drills stop. */
  record Place(Path data, DrillParts drills) {}

  private final Map<String, Supervisor> supervisors = new LinkedHashMap<>();

  /**
   * Starts the programs, and returns at once.
   *
   * @param platforms by role, with one health and one metrics registry
   * @param place of the programs' files, and their outages
   */
  SupervisedPrograms(
      List<TrackerProgram> programs,
      Configuration config,
      Function<DatabaseRole, Platform> platforms,
      Place place) {
    for (var program : programs) {
      supervisors.put(
          program.name(),
          Supervisor.start(
              program.name(),
              platforms.apply(program.role()),
              place.drills().add(program.name()),
              platform -> program.start().start(config, platform, place.data())));
    }
  }

  /** Calls on a new thread, which is no daemon. */
  public static <T> CompletableFuture<T> async(String name, Supplier<T> work) {
    Executor thread = task -> Thread.ofPlatform().name(name).start(task);
    return CompletableFuture.supplyAsync(work, thread);
  }

  /** Waits until each program was started for the first time, with or without success. */
  void awaitFirstStart() {
    supervisors.values().forEach(Supervisor::awaitFirstStart);
  }

  /** By program. */
  Map<String, Supervisor.Status> status() {
    var status = new TreeMap<String, Supervisor.Status>();
    supervisors.forEach((name, supervisor) -> status.put(name, supervisor.status()));
    return status;
  }

  @Override
  public void close() {
    supervisors.values().forEach(Supervisor::stop);
    supervisors.values().forEach(Supervisor::close);
  }
}
