package equilibrium.console.api;

import equilibrium.console.change.Changes;
import equilibrium.console.change.Changes.Subject;
import equilibrium.console.http.Operation;
import equilibrium.console.http.Operation.Body;
import equilibrium.console.http.Reply;
import equilibrium.console.http.Request;
import equilibrium.console.problem.Refused;
import equilibrium.console.shape.Drill;
import equilibrium.console.stats.DrillReports;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Parts of this process that operators stop for a time, to see that the others carry on. */
final class Drills {
  private static final Logger LOG = LoggerFactory.getLogger(Drills.class);
  private static final int LEAST_SECONDS = 1;
  private static final int MOST_SECONDS = 600;

  /**
   * What to stop.
   *
   * @param seconds 1 to 600
   */
  private record Wanted(@Nullable String part, @Nullable Integer seconds) {}

  private final DrillReports reports;
  private final Changes changes;

  Drills(Context context) {
    this.reports = context.figuring().drills();
    this.changes = context.changing().changes();
  }

  List<Operation> operations() {
    return List.of(
        Operation.get(
                "/drills", "Parts that drills can stop, and the drills there were.", this::all)
            .gives(200, Drill.Board.class),
        Operation.change(
                "POST", "/drills", "Stops a part of the tracker for 1 to 600 seconds.", this::begin)
            .reads(new Body.Json(Wanted.class))
            .gives(201, Drill.class),
        Operation.change("DELETE", "/drills/{part}", "Ends a drill now.", this::end)
            .givesNothing());
  }

  private Reply all(Request request) {
    return Reply.ok(reports.board());
  }

  /** Nothing is stopped before the audit says who does it. */
  private Reply begin(Request request) {
    var wanted = request.body(Wanted.class);
    var part = wanted.part() == null ? "" : wanted.part();
    var seconds = wanted.seconds() == null ? 0 : wanted.seconds();
    if (seconds < LEAST_SECONDS || seconds > MOST_SECONDS) {
      throw Refused.badValue(
          "/seconds", "%d, expected %d to %d".formatted(seconds, LEAST_SECONDS, MOST_SECONDS));
    }
    reports.demandPossible(part);
    var position =
        changes.note(
            request, new Subject("POST /drills", part, "stopped for %d s".formatted(seconds)));
    var drill = reports.begin(part, Duration.ofSeconds(seconds), request.token().name());
    return Reply.of(201, drill).with(Changes.POSITION, position);
  }

  private Reply end(Request request) {
    var part = request.segment("part");
    reports.end(part);
    try {
      var position = changes.note(request, new Subject("DELETE /drills/{part}", part, "ended"));
      return Reply.noContent().with(Changes.POSITION, position);
    } catch (Refused e) {
      LOG.atWarn()
          .addKeyValue("part", part)
          .addKeyValue("by", request.token().name())
          .setCause(e)
          .log("a drill was ended, but topic audit does not have it; this line replaces it");
      return Reply.noContent().withStatus(202);
    }
  }
}
