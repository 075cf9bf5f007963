package equilibrium.console.api;

import equilibrium.console.http.EventStream;
import equilibrium.console.http.Operation;
import equilibrium.console.http.Page;
import equilibrium.console.http.Reply;
import equilibrium.console.http.Request;
import equilibrium.console.shape.Balances;
import equilibrium.console.shape.Bearer;
import equilibrium.console.shape.Findings;
import equilibrium.console.shape.History;
import equilibrium.console.shape.Member;
import equilibrium.console.shape.Stats;
import equilibrium.console.shape.Tiers;
import equilibrium.console.vitals.VitalsHistory.Span;
import equilibrium.schemas.EnumText;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/** Figures of the whole tracker, pictures, programs. None of it asks PostgreSQL anew. */
final class Overview {
  private static final Duration DAY = Duration.ofDays(1);

  private final Context context;

  Overview(Context context) {
    this.context = context;
  }

  List<Operation> operations() {
    return List.of(
        Operation.get("/token", "Name and role of the token that asks.", Overview::token)
            .gives(200, Bearer.class),
        Operation.get("/stats", "The verdict and the figures of now.", _ -> stats())
            .gives(200, Stats.class),
        Operation.get(
                "/stats/history", "Figures of the last 24 h, of all or of nodes.", this::history)
            .with("series", "names separated by commas; all without it")
            .with("node", "ids of members separated by commas, or all; without it the tracker")
            .with("from", "time; 24 h ago without it")
            .with("to", "time; now without it")
            .with("step", "seconds between two points at least, 1 to 86400")
            .gives(200, History.class),
        Operation.get("/live", "Events as they come.", this::live).gives(200, EventStream.class),
        Operation.get("/tiers", "Clients by tier, scores, cuts.", _ -> tiers())
            .gives(200, Tiers.class),
        Operation.get("/balances", "Bytes moved and imbalance of swarms.", _ -> balances())
            .gives(200, Balances.class),
        Operation.get("/findings", "Findings of 24 h by rule and hour.", _ -> findings())
            .gives(200, Findings.class),
        Operation.get("/members", "The programs that run.", _ -> members()).givesAll(Member.class));
  }

  private static Reply token(Request request) {
    var token = request.token();
    return Reply.ok(new Bearer(token.name(), EnumText.of(token.role())));
  }

  private Reply stats() {
    return Reply.ok(context.figuring().stats().newest());
  }

  private Reply history(Request request) {
    var to = request.time("to");
    var end = to == null ? Instant.now() : to;
    var from = request.time("from");
    var begin = from == null ? end.minus(DAY) : from;
    int step = request.number("step", 1, 1, (int) DAY.toSeconds());
    var nodes = request.text("node");
    var series = request.text("series");
    var figuring = context.figuring();
    return Reply.ok(
        nodes == null
            ? figuring.figures().history(series, begin, end, step)
            : figuring.vitals().history(nodes, series, new Span(begin, end, step)));
  }

  private Reply live(Request request) {
    return Reply.ok(
        context
            .hub()
            .subscribe(request.token().name(), request.header("Last-Event-ID").orElse(null)));
  }

  private Reply tiers() {
    return Reply.ok(context.figuring().pictures().tiers());
  }

  private Reply balances() {
    return Reply.ok(context.figuring().pictures().balances());
  }

  private Reply findings() {
    return Reply.ok(context.figuring().pictures().findings());
  }

  private Reply members() {
    var store = context.figuring().store();
    return Reply.ok(new Page<>(store.members(), null, store.asOf()));
  }
}
