package equilibrium.analyst.profile;

import equilibrium.platform.KafkaSettings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/** A process that exports or queries with little memory, and prints how much it had at most. */
final class LimitedProcess {
  private static final String MEMORY = "256MiB";

  public static void main(String[] args) throws IOException {
    var folder = Path.of(args[2]);
    if (args[0].equals("export")) {
      var kafka =
          new KafkaSettings(Map.of(KafkaSettings.BOOTSTRAP, args[1]), MadeUpLog.PARTITIONS, 1);
      var _ = AnalystProfile.export(kafka, folder, MEMORY).run();
    } else {
      AnalystProfile.sql(folder, MEMORY, System.out);
    }
    Files.readAllLines(Path.of("/proc/self/status")).stream()
        .filter(line -> line.startsWith("VmHWM"))
        .forEach(System.out::println);
  }

  private LimitedProcess() {}
}
