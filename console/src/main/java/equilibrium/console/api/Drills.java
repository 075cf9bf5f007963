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
import equilibrium.platform.control.ChangeLog.Change;
import equilibrium.schemas.Topics;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Parts of this process that operators stop for a time, and faults of single nodes, to see that the
 * others carry on.
 */
final class Drills {
  private static final Logger LOG = LoggerFactory.getLogger(Drills.class);
  private static final int LEAST_SECONDS = 1;
  private static final int MOST_SECONDS = 600;

  /**
   * What to stop, or which fault of which node to cause.
   *
   * @param part of this process; null: a node
   * @param node id of a program in topic {@code members}; null: a part
   * @param kind of the node's drill; null: a part
   * @param seconds 1 to 600
   */
  private record Wanted(
      @Nullable String part,
      @Nullable String node,
      @Nullable String kind,
      @Nullable Integer seconds) {}

  private final DrillReports reports;
  private final Changes changes;

  Drills(Context context) {
    this.reports = context.figuring().drills();
    this.changes = context.changing().changes();
  }

  List<Operation> operations() {
    return List.of(
        Operation.get(
                "/drills",
                "Parts and nodes in which drills can cause a fault, and the drills there were.",
                this::all)
            .gives(200, Drill.Board.class),
        Operation.change(
                "POST",
                "/drills",
                "Stops a part of the tracker, or causes a fault of a node, for 1 to 600 seconds.",
                this::begin)
            .reads(new Body.Json(Wanted.class))
            .gives(201, Drill.class),
        Operation.change("DELETE", "/drills/{target}", "Ends a drill now.", this::end)
            .givesNothing());
  }

  private Reply all(Request request) {
    return Reply.ok(reports.board());
  }

  private Reply begin(Request request) {
    var wanted = request.body(Wanted.class);
    var seconds = wanted.seconds() == null ? 0 : wanted.seconds();
    if (seconds < LEAST_SECONDS || seconds > MOST_SECONDS) {
      throw Refused.badValue(
          "/seconds", "%d, expected %d to %d".formatted(seconds, LEAST_SECONDS, MOST_SECONDS));
    }
    var time = Duration.ofSeconds(seconds);
    if (wanted.node() == null) {
      return stop(request, Objects.requireNonNullElse(wanted.part(), ""), time);
    }
    if (wanted.part() != null) {
      throw Refused.badValue("/part", "\"%s\", expected a part or a node".formatted(wanted.part()));
    }
    return strike(request, wanted.node(), Objects.requireNonNullElse(wanted.kind(), ""), time);
  }

  /** Nothing is stopped before the audit says who does it. */
  private Reply stop(Request request, String part, Duration time) {
    reports.demandPossible(part);
    var position =
        changes.note(
            request,
            new Subject("POST /drills", part, "stopped for %d s".formatted(time.toSeconds())));
    var drill = reports.begin(part, time, request.token().name());
    return Reply.of(201, drill).with(Changes.POSITION, position);
  }

  private Reply strike(Request request, String node, String kind, Duration time) {
    var order = reports.order(node, kind, time, request.token().name());
    try {
      var detail = "%s of %s for %d s".formatted(kind, order.getProgram(), time.toSeconds());
      var position =
          changes.order(
              request,
              new Subject("POST /drills", node, detail),
              Topics.DRILLS,
              new Change<>(order.getNode(), order));
      return Reply.of(201, reports.ordered(order)).with(Changes.POSITION, position);
    } finally {
      reports.orderIsOver();
    }
  }

  private Reply end(Request request) {
    var target = request.segment("target");
    var subject = new Subject("DELETE /drills/{target}", target, "ended");
    if (reports.isPart(target)) {
      return start(request, subject);
    }
    reports.demandOn(target);
    long node = Long.parseLong(target);
    var position = changes.order(request, subject, Topics.DRILLS, new Change<>(node, null));
    reports.take(node, null); // the record comes a little later
    return Reply.noContent().with(Changes.POSITION, position);
  }

  private Reply start(Request request, Subject subject) {
    reports.end(subject.subject());
    try {
      return Reply.noContent().with(Changes.POSITION, changes.note(request, subject));
    } catch (Refused e) {
      LOG.atWarn()
          .addKeyValue("part", subject.subject())
          .addKeyValue("by", request.token().name())
          .setCause(e)
          .log("a drill was ended, but topic audit does not have it; this line replaces it");
      return Reply.noContent().withStatus(202);
    }
  }
}
