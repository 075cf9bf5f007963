package equilibrium.bench.process;

import equilibrium.platform.PostgresSettings;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** How processes are started, and the database of a data folder is reached. */
public interface Host {
  /**
   * What is started.
   *
   * @param arguments of the equilibrium command
   * @param environment variables beside those of this process
   * @param wrapper words before the command, of a program that becomes it; empty: none
   */
  record Command(List<String> arguments, Map<String, String> environment, List<String> wrapper) {
    public Command {
      arguments = List.copyOf(arguments);
      environment = Map.copyOf(environment);
      wrapper = List.copyOf(wrapper);
    }
  }

  /** Starts the equilibrium command; its output is appended to the file. */
  Process start(Command command, Path log) throws IOException;

  /** The PostgreSQL of the data folder, as a role that may read all tables. */
  PostgresSettings postgres(Path data, int port);
}
