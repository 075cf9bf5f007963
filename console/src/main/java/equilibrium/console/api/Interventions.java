package equilibrium.console.api;

import equilibrium.console.change.Changes;
import equilibrium.console.change.Changes.Subject;
import equilibrium.console.http.Cursor;
import equilibrium.console.http.Operation;
import equilibrium.console.http.Reply;
import equilibrium.console.http.Request;
import equilibrium.console.problem.ProblemType;
import equilibrium.console.shape.Intervention;
import equilibrium.console.store.CaseRows;
import equilibrium.console.store.Database;
import equilibrium.console.store.Query;
import equilibrium.platform.control.ChangeLog.Change;
import equilibrium.schemas.Ids;
import equilibrium.schemas.InterventionKey;
import equilibrium.schemas.Topics;
import equilibrium.schemas.event.ClientId;
import equilibrium.schemas.event.InfoHash;
import java.util.List;

/** Warnings to clients that got a suspect as a peer. */
final class Interventions {
  private final Database database;
  private final Changes changes;

  Interventions(Context context) {
    this.database = context.database();
    this.changes = context.changing().changes();
  }

  List<Operation> operations() {
    return List.of(
        Operation.get("/interventions", "Warnings in force.", this::interventions)
            .with("client", "client id of the one warned about")
            .givesPages(Intervention.class),
        Operation.change("DELETE", "/interventions/{hash}/{client}", "Ends a warning.", this::end)
            .givesNothing());
  }

  private Reply interventions(Request request) {
    var query =
        CaseRows.interventions()
            .thenIf(request.id("client", Ids.CLIENT_ID_BYTES), "AND subject = ?");
    var after = request.after(2);
    if (after != null) {
      query.then(
          "AND (info_hash, recipient) > (?, ?)",
          Request.id("?after", after.key().getFirst(), Ids.INFO_HASH_BYTES),
          Request.id("?after", after.key().getLast(), Ids.CLIENT_ID_BYTES));
    }
    return Lists.answer(
        database,
        request,
        query.then("ORDER BY info_hash, recipient"),
        row -> CaseRows.intervention(row, request.isOperator()),
        warning -> Cursor.of(warning.infoHash(), warning.recipient()));
  }

  private Reply end(Request request) {
    byte[] hash = request.infoHash();
    byte[] recipient = request.client();
    var known =
        database.first(
            Query.of(
                "SELECT 1 AS one FROM interventions WHERE info_hash = ? AND recipient = ? AND NOT"
                    + " deleted",
                hash,
                recipient),
            row -> row.number("one"));
    if (known == null) {
      throw ProblemType.NOT_FOUND.refuse(
          "client %s is not warned in swarm %s".formatted(Ids.hex(recipient), Ids.hex(hash)));
    }
    var outcome =
        changes.publish(
            request,
            new Subject(
                "DELETE /interventions/{hash}/{client}",
                Ids.hex(hash) + " " + Ids.hex(recipient),
                "ended"),
            Topics.INTERVENTIONS,
            new Change<>(new InterventionKey(new InfoHash(hash), new ClientId(recipient)), null));
    return outcome.on(Reply.noContent());
  }
}
