package equilibrium.analyst.command;

import equilibrium.platform.KafkaSettings;
import equilibrium.platform.PostgresSettings;
import java.nio.file.Path;

/**
 * What the commands connect to.
 *
 * @param operator PostgreSQL as the role of operators, which may read addresses
 * @param data folder of everything that outlives the process
 */
public record Access(KafkaSettings kafka, PostgresSettings operator, Path data) {
  private static final String ANALYST = "analyst";

  /** PostgreSQL as the role that reads the views without addresses, by its own password if any. */
  PostgresSettings analyst() {
    return operator.as(ANALYST, "");
  }
}
