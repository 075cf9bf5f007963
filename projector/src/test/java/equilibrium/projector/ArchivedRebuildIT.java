package equilibrium.projector;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import equilibrium.schemas.Tables;
import equilibrium.schemas.Topic;
import equilibrium.schemas.Topics;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** With an archive, tables are the fold of what the log has deleted, too. */
class ArchivedRebuildIT extends RebuildFixture {
  private final List<String> lines = new ArrayList<>();

  @Test
  void sumsOfALogThatHasForgottenItsBeginningAreMadeAnew() throws Exception {
    projectEverything(1, 8);
    var sums = rows(postgres, Tables.CONTRIBUTIONS);
    var offsets = LogFixture.offsets(postgres);
    var archive = kept(Topics.CONTRIBUTIONS, 6);
    log.deleteRecordsBefore(Topics.CONTRIBUTIONS, 5);
    execute("UPDATE contributions SET uploaded = uploaded + 1");
    execute("DELETE FROM contributions WHERE uploaded < 4");

    rebuild().anew("contributions", lines::add);
    assertThat(lines).last().asString().contains("its sums stay as they are");
    assertThat(rows(postgres, Tables.CONTRIBUTIONS)).isNotEqualTo(sums);

    rebuild().anew("contributions", archive, lines::add);

    assertThat(lines).last().asString().contains("rebuilt of 7 records (0 unreadable)");
    assertThat(sums).hasSize(7);
    assertThat(rows(postgres, Tables.CONTRIBUTIONS)).isEqualTo(sums);
    assertThat(LogFixture.offsets(postgres)).isEqualTo(offsets);
  }

  @Test
  void rowsWhoseRecordsTheLogHasDeletedComeBack() throws Exception {
    projectEverything(1, 8);
    var cases = rows(postgres, Tables.ANOMALIES);
    var archive = kept(Topics.ANOMALIES, 7);
    log.deleteRecordsBefore(Topics.ANOMALIES, 5);
    execute("DELETE FROM anomalies WHERE case_id < 'case-004'");
    execute("UPDATE anomalies SET summary = 'edited' WHERE case_id = 'case-004'");

    rebuild().anew("anomalies", archive, lines::add);

    assertThat(rows(postgres, Tables.ANOMALIES)).hasSize(7).isEqualTo(cases);
  }

  @Test
  void anArchiveThatDoesNotJoinTheLogIsRefusedAndTheRowsStay() throws Exception {
    projectEverything(1, 8);
    var sums = rows(postgres, Tables.CONTRIBUTIONS);
    var tooShort = kept(Topics.CONTRIBUTIONS, 4);
    var foreign = kept(Topics.CONTRIBUTIONS, 7);
    log.deleteRecordsBefore(Topics.CONTRIBUTIONS, 5);

    assertThatThrownBy(() -> rebuild().anew("contributions", tooShort, lines::add))
        .hasMessage(
            "the archive ends at offset 4 of contributions-0, and the log begins at 5: what lies"
                + " between is lost");
    log.recreate(Topics.CONTRIBUTIONS);
    assertThatThrownBy(() -> rebuild().anew("contributions", foreign, lines::add))
        .hasMessage(
            "the archive ends at offset 7 of contributions-0, and the log at 0: are both of one"
                + " tracker?");

    assertThat(rows(postgres, Tables.CONTRIBUTIONS)).isEqualTo(sums);
  }

  private KeptRecords kept(Topic<?, ?> topic, int count) {
    return KeptRecords.read(platform.kafka(), topic, count);
  }

  private Rebuild rebuild() {
    return new Rebuild(platform, true);
  }
}
