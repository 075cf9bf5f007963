package equilibrium.bench.detect;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import equilibrium.anomaly.AnomalyConfig;
import equilibrium.bench.detect.DetectBench.Options;
import equilibrium.bench.world.World;
import equilibrium.bench.world.WorldOptions;
import equilibrium.platform.Settings;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DetectBenchTest {
  @TempDir Path folder;

  @Test
  void aFlooderIsFoundAndItsShareOfTheCreditIsReported() throws IOException {
    var report = report(WorldOptions.credit(1));

    var rate = section(section(report, "rules"), "R1");
    assertThat(rate).containsEntry("cheating", 1L).containsEntry("fabricatedFound", 1.0);
    var credit = section(report, "credit");
    assertThat((Integer) credit.get("honestFinishers")).isBetween(18, 20);
    assertThat((Long) credit.get("cheatersClaimed"))
        .isGreaterThan((Long) credit.get("honestBytes"));
    assertThat((Double) credit.get("honestCreditedAmongCheaters")).isBetween(0.0, 1.0);
  }

  @Test
  void theSameTraceGivesTheSameReport() throws IOException {
    var options = WorldOptions.standard(3).withSize(80, 8, 1);

    var first = report(options);
    var second = report(options);

    section(first, "replay").keySet().removeIf(name -> name.contains("puSecond"));
    section(second, "replay").keySet().removeIf(name -> name.contains("puSecond"));
    assertThat(first).isEqualTo(second);
  }

  /** The clean residuals of docs/policy.md 3.2. */
  @Test
  void episodesBalanceWhereNobodyCheats() throws IOException {
    var options =
        WorldOptions.standard(5)
            .withSize(300, 40, 4)
            .withCheaters(0, WorldOptions.SIX_KINDS)
            .withPeers(0, 0, 0);

    var replay = section(report(options), "replay");

    assertThat((Integer) replay.get("episodes")).isGreaterThan(150);
    assertThat((Double) replay.get("imbalance05")).isBetween(-0.20, 0.0);
    assertThat((Double) replay.get("imbalance50")).isBetween(-0.03, 0.01);
    assertThat((Double) replay.get("imbalance95")).isBetween(-0.01, 0.06);
  }

  @Test
  void theReportIsPrintedAndWritten() throws IOException {
    var options = WorldOptions.standard(3).withSize(40, 8, 2);
    var written = World.write(options, folder, true);
    var json = folder.resolve("report.json");
    var printed = new ByteArrayOutputStream();
    var days = new ByteArrayOutputStream();

    new DetectBench(
            new Options(written.trace(), written.labels(), null, json, true),
            config(),
            new PrintStream(printed, true, UTF_8),
            new PrintStream(days, true, UTF_8))
        .run();

    assertThat(printed.toString(UTF_8)).contains("announcesPerCpuSecond", "largestShareOfASwarm");
    assertThat(days.toString(UTF_8)).startsWith("day 1, ");
    assertThat(Files.readString(json)).contains("\"announces\" : " + written.announces());
  }

  private Map<String, Object> report(WorldOptions options) throws IOException {
    var written = World.write(options, folder, false);
    var bench =
        new DetectBench(
            new Options(written.trace(), written.labels(), written.truth(), null, false),
            config(),
            System.out,
            System.err);
    return bench.report().tree();
  }

  private static AnomalyConfig config() {
    return AnomalyConfig.from(new Settings(null, Map.of(), Map.of()));
  }

  @SuppressWarnings("unchecked")
  private static Map<String, Object> section(Map<String, Object> tree, String name) {
    return (Map<String, Object>) requireNonNull(tree.get(name));
  }
}
