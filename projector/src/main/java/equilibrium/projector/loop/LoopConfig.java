package equilibrium.projector.loop;

import equilibrium.platform.Settings;
import java.time.Duration;

/**
 * How topics are read and written. Times are real time.
 *
 * @param groupId consumer group that shares out the partitions among projectors
 * @param batch records of one transaction, about
 * @param linger how long a batch waits for more records at least
 * @param pause time between two transactions at least, unless the next one has a change that an
 *     operator waits for: each moves a row of {@code projected_offsets} per partition
 */
public record LoopConfig(String groupId, int batch, Duration linger, Duration pause) {

  public static LoopConfig from(Settings settings) {
    var longest = Duration.ofSeconds(10);
    return new LoopConfig(
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
            longest),
        settings.duration(
            "projector.pause",
            "real time between two transactions at least, unless the next one has a registration,"
                + " an announce key or an intervention",
            Duration.ofSeconds(1),
            Duration.ZERO,
            longest));
  }
}
