package equilibrium.projector;

import equilibrium.platform.Settings;
import java.time.Duration;

/**
 * How the projector runs.
 *
 * @param groupId consumer group that shares out the partitions among projectors
 * @param batch records of one transaction, about
 * @param linger how long a batch may wait for more records, real time
 * @param handOuts whether hand-outs are kept in PostgreSQL too; they are the largest table
 */
public record ProjectorConfig(String groupId, int batch, Duration linger, boolean handOuts) {

  public static ProjectorConfig from(Settings settings) {
    return new ProjectorConfig(
        settings.text(
            "projector.group-id",
            "consumer group that divides the partitions among projectors",
            "equilibrium-projector"),
        settings.integer(
            "projector.batch",
            "records of a transaction, about; 5000 catches up faster",
            2_000,
            1,
            50_000),
        settings.duration(
            "projector.linger",
            "how long a transaction waits for more records, in real time",
            Duration.ofMillis(100),
            Duration.ZERO,
            Duration.ofSeconds(10)),
        settings.flag(
            "projector.hand-outs",
            "whether hand-outs are kept in PostgreSQL; they are by far the largest table",
            true));
  }
}
