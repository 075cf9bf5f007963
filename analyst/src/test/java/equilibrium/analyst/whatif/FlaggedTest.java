package equilibrium.analyst.whatif;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import equilibrium.schemas.event.Anomaly;
import equilibrium.schemas.event.Identity;
import equilibrium.testing.event.Ids;
import equilibrium.testing.event.SampleEvents;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class FlaggedTest {

  /** R1 before: 1 to 30, client 1 twice; after: 26 to 40. T1 finds 7 on both sides. */
  @Test
  void whatOneSideAloneFoundIsCountedAndSampled() {
    var before = new Flagged();
    IntStream.rangeClosed(1, 30).forEach(client -> before.add(finding("R1", client)));
    before.add(finding("R1", 1));
    before.add(finding("T1", 7));
    var after = new Flagged();
    IntStream.rangeClosed(26, 40).forEach(client -> after.add(finding("R1", client)));
    after.add(finding("T1", 7));

    var text = text(before, after);

    assertThat(text)
        .containsPattern("R1 +31 +15 \\| 30 15 5 25 10")
        .containsPattern("T1 +1 +1 \\| 1 1 1 0 0")
        .contains("found only before: 25, of which 20 to judge by hand:")
        .contains("found only after: 10, of which 10 to judge by hand:")
        .contains("client %s, swarm %s: 40 is too fast".formatted(id(40), swarm()))
        .contains("equilibrium asof 2026-11-18T11:06:40Z client " + id(40));
    assertThat(text.lines().filter(line -> line.startsWith("R1  client"))).hasSize(30);
  }

  @Test
  void aFindingThatClearsAClientFlagsNobody() {
    var cleared = new Flagged();
    cleared.add(Anomaly.newBuilder(finding("R1", 1)).setWeight(-5_000).build());

    assertThat(text(cleared, new Flagged())).startsWith("findings: none, before and after");
  }

  private static String text(Flagged before, Flagged after) {
    var out = new ByteArrayOutputStream();
    new FlaggedText(new PrintStream(out, true, UTF_8)).print(before, after);
    return out.toString(UTF_8);
  }

  private static String id(int client) {
    return equilibrium.schemas.Ids.hex(Ids.clientId(client).bytes());
  }

  private static String swarm() {
    return equilibrium.schemas.Ids.hex(Ids.infoHash(1).bytes());
  }

  private static Anomaly finding(String rule, int client) {
    return Anomaly.newBuilder()
        .setCaseId("%s-%d".formatted(rule, client))
        .setRule(rule)
        .setRulesVersion(1)
        .setClientId(Ids.clientId(client))
        .setIdentity(Identity.KEY)
        .setInfoHash(Ids.infoHash(1))
        .setPeerIds(List.of())
        .setSinceMs(SampleEvents.NOW)
        .setDecidedAtMs(SampleEvents.NOW)
        .setObserved(1)
        .setThreshold(1)
        .setWeight(1_000)
        .setConfidence(0.5)
        .setNumbers(Map.of())
        .setEvents(List.of())
        .setSourceVerified(true)
        .setShadow(true)
        .setSummary(client + " is too fast")
        .build();
  }
}
