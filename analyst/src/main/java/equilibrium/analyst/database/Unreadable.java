package equilibrium.analyst.database;

import equilibrium.analyst.log.LogRecord;
import equilibrium.schemas.Topic;

/** Takes note of records that cannot be decoded. Called by several threads. */
@FunctionalInterface
public interface Unreadable {
  void record(Topic<?, ?> topic, LogRecord record, String reason);
}
