package equilibrium.analyst.command;

import equilibrium.anomaly.AnomalyConfig;
import equilibrium.platform.KafkaSettings;
import equilibrium.platform.PostgresSettings;
import equilibrium.platform.TimeScale;
import equilibrium.scoring.rules.ScoringRules;
import java.nio.file.Path;

/**
 * What the commands connect to.
 *
 * @param operator PostgreSQL as the role of operators, which may read addresses
 * @param data folder of everything that outlives the process
 * @param scale how fast the time of the tracker goes
 * @param rules by which scoring folds
 * @param detection by which detection decides
 */
public record Access(
    KafkaSettings kafka,
    PostgresSettings operator,
    Path data,
    TimeScale scale,
    ScoringRules rules,
    AnomalyConfig detection) {
  private static final String ANALYST = "analyst";

  /**
   * PostgreSQL as the role that reads the views without addresses: without a password, unless the
   * settings are those of this role.
   */
  PostgresSettings analyst() {
    return isAnalyst() ? operator : operator.as(ANALYST, "");
  }

  /** Folder for what does not fit into memory. */
  Path temporary() {
    return data.resolve("analyst-temporary");
  }

  /** Whether the settings are those of the analyst's role, which may not read addresses. */
  boolean isAnalyst() {
    return ANALYST.equals(operator.driver().get("user"));
  }
}
