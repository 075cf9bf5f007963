package equilibrium.analyst.export;

import equilibrium.analyst.archive.FileFormat;
import equilibrium.analyst.archive.Privacy;
import equilibrium.analyst.log.Log;
import equilibrium.analyst.log.Range;
import equilibrium.platform.KafkaSettings;
import equilibrium.schemas.Topics;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/** A process that archives announces in small files until it is killed. */
final class FollowProcess {
  static final String KEY = "12".repeat(32);
  private static final long SMALL = 5_000;

  public static void main(String[] args) throws InterruptedException {
    var kafka = new KafkaSettings(Map.of(KafkaSettings.BOOTSTRAP, args[0]), Written.PARTITIONS, 1);
    new Follow(export(kafka, Path.of(args[1])), Duration.ofMillis(20)).run(_ -> {});
  }

  static Export export(KafkaSettings kafka, Path folder) {
    var options =
        new ExportOptions(
            List.of(Topics.ANNOUNCES.name()),
            folder,
            Range.ALL,
            FileFormat.PARQUET,
            new Privacy(false, KEY),
            SMALL,
            "256MiB",
            true);
    return new Export(new Log(kafka), options, System.err);
  }

  private FollowProcess() {}
}
