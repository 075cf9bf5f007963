package equilibrium.console.api;

import equilibrium.console.http.Cursor;
import equilibrium.console.http.Operation;
import equilibrium.console.http.Reply;
import equilibrium.console.http.Request;
import equilibrium.console.problem.ProblemType;
import equilibrium.console.problem.Refused;
import equilibrium.console.shape.Finding;
import equilibrium.console.store.CaseRows;
import equilibrium.console.store.Database;
import equilibrium.schemas.Ids;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.List;

/** Findings: reports that cannot be true. */
final class Anomalies {
  private final Database database;

  Anomalies(Context context) {
    this.database = context.database();
  }

  List<Operation> operations() {
    return List.of(
        Operation.get("/anomalies", "Findings, the newest first.", this::findings)
            .with("rule", "such as R1")
            .with("client", "client id")
            .with("swarm", "info-hash")
            .with("from", "time of the decision at least")
            .with("shadow", "true or false: whether it is without effect")
            .givesPages(Finding.class),
        Operation.get("/anomalies/{finding}", "One finding.", this::finding)
            .gives(200, Finding.class));
  }

  private Reply findings(Request request) {
    var query =
        CaseRows.findings()
            .thenIf(request.text("rule"), "AND rule = ?")
            .thenIf(request.id("client", Ids.CLIENT_ID_BYTES), "AND client_id = ?")
            .thenIf(request.id("swarm", Ids.INFO_HASH_BYTES), "AND info_hash = ?")
            .thenIf(request.time("from"), "AND decided_at >= ?");
    var shadow = request.oneOf("shadow", "true", "false");
    query.thenIf(shadow == null ? null : shadow.equals("true"), "AND shadow = ?");
    var after = request.after(2);
    if (after != null) {
      query.then(
          "AND (decided_at, case_id) < (?, ?)",
          time(after.key().getFirst()),
          after.key().getLast());
    }
    return Lists.answer(
        database,
        request,
        query.then("ORDER BY decided_at DESC, case_id DESC"),
        CaseRows::finding,
        finding -> Cursor.of(finding.decidedAt().toString(), finding.id()));
  }

  private static Instant time(String text) {
    try {
      return Instant.parse(text);
    } catch (DateTimeParseException _) {
      throw Refused.badValue("?after", "expected \"next\" of a former page of this list");
    }
  }

  private Reply finding(Request request) {
    var id = request.segment("finding");
    var finding =
        database.first(CaseRows.findings().then("AND case_id = ?", id), CaseRows::finding);
    if (finding == null) {
      throw ProblemType.NOT_FOUND.refuse("no finding has the id " + id);
    }
    return Reply.ok(finding);
  }
}
