package equilibrium.console.api;

import equilibrium.console.http.Cursor;
import equilibrium.console.http.Operation;
import equilibrium.console.http.Page;
import equilibrium.console.http.Reply;
import equilibrium.console.http.Request;
import equilibrium.console.problem.ProblemType;
import equilibrium.console.shape.Contribution;
import equilibrium.console.shape.Peer;
import equilibrium.console.shape.Swarm;
import equilibrium.console.shape.SwarmDetail;
import equilibrium.console.store.Database;
import equilibrium.console.store.PeerRows;
import equilibrium.console.store.Query;
import equilibrium.console.store.SwarmRows;
import equilibrium.console.store.TorrentRows;
import equilibrium.console.token.Role;
import equilibrium.platform.Health;
import equilibrium.platform.Question;
import equilibrium.schemas.Ids;
import java.util.List;
import java.util.Objects;

/** Swarms, their peers, and what clients did in them. */
final class Swarms {
  private final Database database;
  private final Context.Figuring figuring;
  private final Health health;

  Swarms(Context context) {
    this.database = context.database();
    this.figuring = context.figuring();
    this.health = context.shown().health();
  }

  List<Operation> operations() {
    return List.of(
        Operation.get("/swarms", "Swarms: by info-hash, or the first by a sort.", this::list)
            .with("sort", "peers, imbalance or completed: the first 100; without it by info-hash")
            .givesPages(Swarm.class),
        Operation.get("/swarms/{hash}", "One swarm.", this::one).gives(200, SwarmDetail.class),
        Operation.get("/swarms/{hash}/peers", "The peers of a swarm.", this::peers)
            .givesPages(Peer.class),
        Operation.get("/swarms/{hash}/clients", "What clients did in a swarm.", this::clients)
            .givesPages(Contribution.class),
        Operation.get(
                "/choice",
                "What a client would get now, and why; only where an ingress runs in this process.",
                this::choice)
            .by(Role.OPERATOR)
            .with("info-hash", "of the swarm; other parameters are those of /status/choice")
            .gives(200, SwarmDetail.Choice.class));
  }

  /** Asks the ingress of this process. */
  private Reply choice(Request request) {
    var question = health.question("choice");
    if (question == null) {
      throw ProblemType.NOT_AVAILABLE.refuse(
          "no ingress runs in this process: ask /status/choice of an ingress");
    }
    var answer = question.answer(request.parameters());
    return switch (answer.code()) {
      case 200 -> Reply.ok(new SwarmDetail.Choice(answer.facts()));
      case 404 -> throw ProblemType.NOT_FOUND.refuse(problem(answer));
      default -> throw ProblemType.BAD_VALUE.refuse(problem(answer));
    };
  }

  private static String problem(Question.Answer answer) {
    return answer.facts() instanceof Question.Problem(String error) ? error : "no answer";
  }

  private Reply list(Request request) {
    var sort = request.oneOf("sort", "peers", "imbalance", "completed");
    if (sort != null) {
      var top = figuring.pictures().top(sort);
      var items = top.subList(0, Math.min(top.size(), request.limit()));
      return Reply.ok(new Page<>(items, null, figuring.pictures().topAsOf()));
    }
    var query = SwarmRows.all();
    var after = request.after(1);
    if (after != null) {
      query.then("AND s.info_hash > ?", hash(after));
    }
    return Lists.answer(
        database,
        request,
        query.then("ORDER BY s.info_hash"),
        SwarmRows::swarm,
        swarm -> Cursor.of(swarm.infoHash()));
  }

  private static byte[] hash(Cursor after) {
    return Request.id("?after", after.key().getFirst(), Ids.INFO_HASH_BYTES);
  }

  private Reply one(Request request) {
    byte[] hash = request.infoHash();
    var swarm = database.first(SwarmRows.all().then("AND s.info_hash = ?", hash), SwarmRows::swarm);
    var torrent = database.first(TorrentRows.of(hash), TorrentRows::torrent);
    var tiers = database.list(PeerRows.tiersIn(hash), PeerRows::tierPeers);
    long peers =
        Objects.requireNonNull(
            database.first(
                Query.of("SELECT count(*) FROM peers WHERE info_hash = ? AND NOT deleted", hash),
                row -> row.count("count")),
            "a count has a row");
    if (swarm == null && torrent == null && peers == 0) {
      throw ProblemType.NOT_FOUND.refuse(
          "torrent %s is not registered, and nobody has announced it".formatted(Ids.hex(hash)));
    }
    return Reply.ok(new SwarmDetail(swarm, torrent, peers, tiers));
  }

  private Reply peers(Request request) {
    var query = PeerRows.in(request.infoHash());
    var after = request.after(2);
    if (after != null) {
      query.then(
          "AND (p.peer_id, p.family) > (?, ?::smallint)",
          Request.id("?after", after.key().getFirst(), Ids.PEER_ID_BYTES),
          "4".equals(after.key().getLast()) ? 4 : 6);
    }
    return Lists.answer(
        database,
        request,
        query.then("ORDER BY p.peer_id, p.family"),
        row -> PeerRows.peer(row, request.isOperator()),
        peer -> Cursor.of(peer.peerId(), Integer.toString(peer.family())));
  }

  private Reply clients(Request request) {
    var query = PeerRows.contributions().then("AND c.info_hash = ?", request.infoHash());
    var after = request.after(1);
    if (after != null) {
      query.then(
          "AND c.client_id > ?", Request.id("?after", after.key().getFirst(), Ids.CLIENT_ID_BYTES));
    }
    return Lists.answer(
        database,
        request,
        query.then("ORDER BY c.client_id"),
        PeerRows::contribution,
        contribution -> Cursor.of(contribution.client()));
  }
}
