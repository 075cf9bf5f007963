package equilibrium.bench.race.real;

import static org.assertj.core.api.Assertions.assertThat;

import equilibrium.bench.race.RaceResult;
import equilibrium.bench.race.RaceResult.Finish;
import equilibrium.bench.race.SwarmKind;
import equilibrium.bench.race.real.Report.Row;
import java.io.StringReader;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.xml.sax.InputSource;

/** Two races under two policies, real and simulated, as table, lines and picture. */
class ReportTest {
  @TempDir Path folder;
  private final Report report =
      new Report(new SmallModel(SwarmKind.BUSY, 20))
          .add(Row.REAL, results(10, 12))
          .add(Row.SIMULATED, results(4, 4));

  @Test
  void aRowHasMediansAndInBracketsTheSpreadOverTheRaces() {
    assertThat(report.markdown().lines().skip(2))
        .hasSize(4)
        .first()
        .asString()
        .isEqualTo(
            "| real | `list-size` | 12.0 (10.0 to 12.0) | 6.0 (5.0 to 6.0) | 4.0 (3.3 to 4.0)"
                + " | 3.0 (2.5 to 3.0) | 5.7 (5.2 to 6.3) | 12.0 (10.0 to 12.0)"
                + " | 4.00 (4.00 to 4.00) | 100 % (100 to 100) | 2.4 (2.0 to 2.0) |");
  }

  @Test
  void thePolicyThatKnowsNoTiersHasNoPenalty() {
    assertThat(report.markdown().lines().toList().getLast())
        .startsWith("| simulated | `random` |")
        .contains(" | - | ");
  }

  @Test
  void eachDownloadIsALineOfJson() throws Exception {
    var file = folder.resolve("downloads.json");

    report.json(file);

    assertThat(file)
        .content()
        .hasLineCount(32)
        .startsWith(
            "{\"swarms\":\"real\",\"kind\":\"BUSY\",\"policy\":\"list-size\",\"race\":1,\"tier\":0,\"minutes\":10.0,\"seconds\":30.0}\n");
  }

  @Test
  void thePictureHasADotForEachTierOfEachRace() throws Exception {
    var svg = report.picture().svg();

    var parser = DocumentBuilderFactory.newInstance().newDocumentBuilder();
    var dots = parser.parse(new InputSource(new StringReader(svg))).getElementsByTagName("circle");
    assertThat(dots.getLength()).isEqualTo(4 * 2 * 4 + 2); // and two in the legend
  }

  /** Tier t takes the (t + 1)th part of so many minutes, and half of it under random. */
  private static Map<String, List<RaceResult>> results(double... minutes) {
    var results = new LinkedHashMap<String, List<RaceResult>>();
    results.put("list-size", races(1, minutes));
    results.put("random", races(0.5, minutes));
    return results;
  }

  private static List<RaceResult> races(double factor, double... minutes) {
    return IntStream.range(0, minutes.length)
        .mapToObj(race ->
            new RaceResult(
                IntStream.range(0, 4)
                    .mapToObj(tier -> new Finish(tier, false, factor * minutes[race] / (tier + 1)))
                    .toList(),
                1))
        .toList();
  }
}
