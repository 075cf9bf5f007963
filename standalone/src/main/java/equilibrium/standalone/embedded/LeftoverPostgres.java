package equilibrium.standalone.embedded;

import equilibrium.platform.Fault;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/**
 * A PostgreSQL that still serves a folder although the process that started it has ended.
 *
 * @param process its id
 * @param port of 127.0.0.1
 */
record LeftoverPostgres(long process, int port) {
  private static final int PROCESS_LINE = 0;
  private static final int PORT_LINE = 3;

  /** The server of the folder by its {@code postmaster.pid}. The caller holds the data folder. */
  static Optional<LeftoverPostgres> in(Path folder) {
    var file = folder.resolve("postmaster.pid");
    if (!Files.exists(file)) {
      return Optional.empty();
    }
    try {
      var lines = Files.readAllLines(file);
      if (lines.size() <= PORT_LINE) {
        return Optional.empty();
      }
      var leftover =
          new LeftoverPostgres(
              Long.parseLong(lines.get(PROCESS_LINE).strip()),
              Integer.parseInt(lines.get(PORT_LINE).strip()));
      return isPostgres(leftover.process) ? Optional.of(leftover) : Optional.empty();
    } catch (IOException | NumberFormatException _) {
      return Optional.empty(); // PostgreSQL itself reports a damaged file
    }
  }

  /** Another program may have got the id since. One whose name is hidden from us may be it. */
  private static boolean isPostgres(long process) {
    return ProcessHandle.of(process)
        .filter(
            running -> running.info().command().map(name -> name.endsWith("postgres")).orElse(true))
        .isPresent();
  }

  /** The port to take it over on; the wanted one must be the same, or 0. */
  int adopted(int wantedPort) {
    if (wantedPort != 0 && wantedPort != port) {
      throw new Fault(
          "a PostgreSQL of an earlier run, process %d, still serves port %d: stop it with \"kill -INT %d\", or set %s = %d"
              .formatted(process, port, process, EmbeddedConfig.POSTGRES_PORT, port));
    }
    return port;
  }
}
