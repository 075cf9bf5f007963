package equilibrium.console.api;

import equilibrium.console.change.Changes;
import equilibrium.console.change.Changes.Subject;
import equilibrium.console.http.Cursor;
import equilibrium.console.http.Operation;
import equilibrium.console.http.Operation.Body;
import equilibrium.console.http.Reply;
import equilibrium.console.http.Request;
import equilibrium.console.problem.ProblemType;
import equilibrium.console.problem.Refused;
import equilibrium.console.shape.Case;
import equilibrium.console.shape.CaseDetail;
import equilibrium.console.store.CaseRows;
import equilibrium.console.store.Database;
import equilibrium.platform.control.ChangeLog.Change;
import equilibrium.schemas.EnumText;
import equilibrium.schemas.Ids;
import equilibrium.schemas.Topics;
import equilibrium.schemas.event.CaseDecision;
import equilibrium.schemas.event.CaseVerdict;
import equilibrium.schemas.event.ClientId;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Cases, in which findings about a client gather, and decisions about them. */
final class Cases {
  private static final int MOST_FINDINGS = 20;
  private static final int MOST_WARNINGS = 1_000;
  private static final int MOST_NOTE = 500;

  /** Why an operator decides so, in words. */
  private record Note(@Nullable String note) {}

  private final Database database;
  private final Changes changes;

  Cases(Context context) {
    this.database = context.database();
    this.changes = context.changing().changes();
  }

  List<Operation> operations() {
    return List.of(
        Operation.get("/cases", "Suspected clients, the weightiest first.", this::cases)
            .with("state", "open (approved and dismissed too) or all; open without it")
            .givesPages(Case.class),
        Operation.get("/cases/{case}", "A case with findings and warnings.", this::one)
            .gives(200, CaseDetail.class),
        decision("approve", "Says that the evidence is right.", CaseVerdict.APPROVED),
        decision("dismiss", "Ends all effects until there is new evidence.", CaseVerdict.DISMISSED),
        decision("clear", "Says that the evidence was wrong.", CaseVerdict.CLEARED));
  }

  private Operation decision(String word, String summary, CaseVerdict verdict) {
    var path = "/cases/{case}/" + word;
    return Operation.change(
            "POST", path, summary, request -> decide(request, "POST " + path, verdict))
        .reads(new Body.Json(Note.class))
        .gives(200, Case.class)
        .gives(202, Case.class);
  }

  private Reply cases(Request request) {
    var query = CaseRows.cases();
    if (!"all".equals(request.oneOf("state", "open", "all"))) {
      query.then("AND s.case_state IN ('OPEN', 'APPROVED', 'DISMISSED')");
    }
    var after = request.after(3);
    if (after != null) {
      query.then(
          "AND (-s.level, -greatest(s.weight, s.shadow_weight), s.case_id) > (?, ?, ?)",
          -whole(after.key().get(0)),
          -whole(after.key().get(1)),
          after.key().get(2));
    }
    return Lists.answer(
        database,
        request,
        query.then("ORDER BY -s.level, -greatest(s.weight, s.shadow_weight), s.case_id"),
        CaseRows::decided,
        Cases::cursor);
  }

  private static Cursor cursor(Case last) {
    long heavier = Math.round(1_000 * Math.max(last.weight(), last.shadowWeight()));
    return Cursor.of(Integer.toString(last.level()), Long.toString(heavier), last.id());
  }

  private static int whole(String text) {
    try {
      return Integer.parseInt(text);
    } catch (NumberFormatException _) {
      throw Refused.badValue("?after", "expected \"next\" of a former page of this list");
    }
  }

  private Reply one(Request request) {
    var decided = known(request);
    byte[] client = Request.id("/client", decided.client(), Ids.CLIENT_ID_BYTES);
    var findings =
        database.list(
            CaseRows.findings()
                .then(
                    """
                    AND client_id = ?
                    AND case_id IN (SELECT unnest(cases) FROM suspicions WHERE client_id = ?)
                    ORDER BY decided_at DESC, case_id LIMIT ?
                    """,
                    client,
                    client,
                    MOST_FINDINGS),
            CaseRows::finding);
    var warnings =
        database.list(
            CaseRows.interventions()
                .then(
                    "AND subject = ? ORDER BY info_hash, recipient LIMIT ?", client, MOST_WARNINGS),
            row -> CaseRows.intervention(row, request.isOperator()));
    return Reply.ok(new CaseDetail(decided, findings, warnings));
  }

  private Case known(Request request) {
    var id = request.segment("case");
    var found = database.first(CaseRows.cases().then("AND s.case_id = ?", id), CaseRows::decided);
    if (found == null) {
      throw ProblemType.NOT_FOUND.refuse("no case has the id " + id);
    }
    return found;
  }

  private Reply decide(Request request, String operation, CaseVerdict verdict) {
    var note = request.body(Note.class).note();
    if (note != null && note.length() > MOST_NOTE) {
      throw Refused.badValue(
          "/note", "%d characters, expected at most %d".formatted(note.length(), MOST_NOTE));
    }
    var before = known(request);
    if (before.state().equals("cleared") || before.state().equals("expired")) {
      throw ProblemType.CHANGED_MEANWHILE.refuse(
          "case %s is %s: there is nothing left to decide".formatted(before.id(), before.state()));
    }
    var client = new ClientId(Request.id("/client", before.client(), Ids.CLIENT_ID_BYTES));
    var authorship = changes.authorship(request);
    var text = note == null ? "" : note;
    var decision =
        new CaseDecision(client, before.id(), verdict, authorship.nowMs(), authorship.by(), text);
    var outcome =
        changes.publish(
            request,
            new Subject(
                operation, before.id(), EnumText.of(verdict) + (text.isEmpty() ? "" : ": " + text)),
            Topics.CASE_DECISIONS,
            new Change<>(client, decision));
    return outcome.on(Reply.ok(outcome.isProjected() ? known(request) : before));
  }
}
