package equilibrium.bench.process;

import equilibrium.platform.PostgresSettings;
import java.io.IOException;
import java.nio.file.Path;

/** How processes are started, and the database of a data folder is reached. */
public interface Host {
  /** Starts the equilibrium command; its output is appended to the file. */
  Process start(Command command, Path log) throws IOException;

  /** The PostgreSQL of the data folder, as a role that may read all tables. */
  PostgresSettings postgres(Path data, int port);
}
