package equilibrium.projector.projection;

import static equilibrium.projector.Samples.client;
import static org.assertj.core.api.Assertions.assertThat;

import equilibrium.projector.Database;
import equilibrium.projector.Rig;
import equilibrium.projector.Samples;
import equilibrium.schemas.Topics;
import equilibrium.schemas.event.Anomaly;
import java.time.Duration;
import java.util.ArrayList;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** How {@code analysis.anomaly_cases} gathers findings. */
@ExtendWith(Database.class)
class AnomalyCasesTest {
  private static final long START = Samples.anomaly().getDecidedAtMs();

  @AutoClose private final Rig rig = Rig.fresh();

  @Test
  void theFindingsOfThreeAndAHalfDaysAreOneCase() throws Exception {
    var findings = new ArrayList<Anomaly>();
    for (int i = 0; i < 509; i++) {
      findings.add(finding("R1-%03d".formatted(i), 3, Duration.ofMinutes(10L * i)));
    }
    var worst = Anomaly.newBuilder(findings.get(300)).setWeight(9_000).setSummary("the worst");
    findings.set(300, worst.build());
    findings.add(finding("R1-week", 3, Duration.ofMinutes(5_080).plusDays(7)));
    findings.add(finding("R1-late", 3, Duration.ofMinutes(5_080).plusDays(14).plusMillis(1)));
    findings.add(finding("R1-other", 4, Duration.ZERO));

    for (var finding : findings) {
      rig.log(Topics.ANOMALIES, finding.getClientId(), finding);
    }
    rig.step();

    assertThat(
            Database.query(
                """
                SELECT concat_ws(' ', case_id, findings, most_weight, until - since, summary)
                FROM analysis.anomaly_cases ORDER BY case_id
                """))
        .containsExactly(
            "R1-000 510 9000 10 days 12:40:01 the worst",
            "R1-late 1 4000 00:00:01 fast",
            "R1-other 1 4000 00:00:01 fast");
  }

  private static Anomaly finding(String id, int client, Duration after) {
    return Anomaly.newBuilder(Samples.anomaly())
        .setCaseId(id)
        .setClientId(client(client))
        .setSinceMs(START + after.toMillis() - 1_000)
        .setDecidedAtMs(START + after.toMillis())
        .setSummary("fast")
        .build();
  }
}
