package equilibrium.console.api;

import equilibrium.console.change.Audit;
import equilibrium.console.http.Cursor;
import equilibrium.console.http.Operation;
import equilibrium.console.http.Page;
import equilibrium.console.http.Reply;
import equilibrium.console.http.Request;
import equilibrium.console.problem.Refused;
import equilibrium.console.shape.Change;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Who changed what. */
final class Log {
  private final Audit audit;

  Log(Context context) {
    this.audit = context.changing().audit();
  }

  List<Operation> operations() {
    return List.of(
        Operation.get("/audit", "Changes through this API, the newest first.", this::list)
            .givesPages(Change.class));
  }

  private Reply list(Request request) {
    int limit = request.limit();
    var found = audit.before(before(request.after(1)), limit + 1);
    boolean isLast = found.size() <= limit;
    var shown = isLast ? found : found.subList(0, limit);
    var next = isLast ? null : Cursor.of(shown.getLast().id()).text();
    return Reply.page(new Page<>(shown, next, Instant.now()), request.uri());
  }

  private static long before(@Nullable Cursor after) {
    try {
      return after == null ? Long.MAX_VALUE : Long.parseLong(after.key().getFirst());
    } catch (NumberFormatException _) {
      throw Refused.badValue("?after", "expected \"next\" of a former page of this list");
    }
  }
}
