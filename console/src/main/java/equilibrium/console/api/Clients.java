package equilibrium.console.api;

import equilibrium.console.http.Cursor;
import equilibrium.console.http.Operation;
import equilibrium.console.http.Page;
import equilibrium.console.http.Reply;
import equilibrium.console.http.Request;
import equilibrium.console.problem.ProblemType;
import equilibrium.console.problem.Refused;
import equilibrium.console.shape.Client;
import equilibrium.console.shape.ClientDetail;
import equilibrium.console.shape.ClientDetail.Next;
import equilibrium.console.shape.ClientDetail.Part;
import equilibrium.console.shape.Contribution;
import equilibrium.console.stats.Pictures;
import equilibrium.console.store.CaseRows;
import equilibrium.console.store.ClientRows;
import equilibrium.console.store.Database;
import equilibrium.console.store.PeerRows;
import equilibrium.console.store.Query;
import equilibrium.schemas.Ids;
import equilibrium.schemas.IpAddress;
import equilibrium.schemas.Tier;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Clients: their standing, why they have it, and what they did. */
final class Clients {
  private final Database database;
  private final Pictures pictures;

  Clients(Context context) {
    this.database = context.database();
    this.pictures = context.figuring().pictures();
  }

  /** A row of a standing, read at once. */
  private record Standing(Client client, List<Part> parts, double suspicion) {}

  List<Operation> operations() {
    return List.of(
        Operation.get("/clients", "Clients: by id, or those with the highest scores.", this::list)
            .with("sort", "score: the first 100; without it by client id")
            .with("tier", "0 to 3")
            .with("address", "clients that announced from this address; for operators")
            .givesPages(Client.class),
        Operation.get("/clients/{client}", "One client, and why it has its tier.", this::one)
            .gives(200, ClientDetail.class),
        Operation.get("/clients/{client}/swarms", "What a client did.", this::swarms)
            .givesPages(Contribution.class));
  }

  private Reply list(Request request) {
    if (request.oneOf("sort", "score") != null) {
      var top = pictures.clients();
      var items = top.clients().subList(0, Math.min(top.clients().size(), request.limit()));
      return Reply.ok(new Page<>(items, null, top.asOf()));
    }
    var query = ClientRows.all();
    if (request.text("tier") != null) {
      query.then("AND tier = ?", request.number("tier", 0, Tier.LOWEST, Tier.HIGHEST));
    }
    var address = request.text("address");
    if (address != null) {
      query.then(
          "AND client_id IN (SELECT client_id FROM peers WHERE address = ? AND address_key = 0)",
          bytes(request, address));
    }
    var after = request.after(1);
    if (after != null) {
      query.then(
          "AND client_id > ?", Request.id("?after", after.key().getFirst(), Ids.CLIENT_ID_BYTES));
    }
    return Lists.answer(
        database,
        request,
        query.then("ORDER BY client_id"),
        ClientRows::client,
        client -> Cursor.of(client.client()));
  }

  private static byte[] bytes(Request request, String address) {
    if (!request.isOperator()) {
      throw ProblemType.NOT_ALLOWED.refuse("?address is for tokens of role operator");
    }
    var parsed = IpAddress.parse(address);
    if (parsed == null) {
      throw Refused.badValue("?address", "\"%s\", expected an IP address".formatted(address));
    }
    return parsed.bytes();
  }

  private Reply one(Request request) {
    byte[] id = request.client();
    var standing =
        database.first(
            ClientRows.all().then("AND client_id = ?", id),
            row ->
                new Standing(
                    ClientRows.client(row),
                    ClientRows.parts(row),
                    row.number("suspicion") / 1_000.0));
    var key = database.first(ClientRows.keys().then("AND client_id = ?", id), ClientRows::key);
    var decided =
        database.first(CaseRows.cases().then("AND s.client_id = ?", id), CaseRows::decided);
    if (standing == null && key == null && decided == null) {
      throw ProblemType.NOT_FOUND.refuse(
          "client %s has no standing, no key and no case".formatted(Ids.hex(id)));
    }
    return Reply.ok(
        new ClientDetail(
            standing == null ? null : standing.client(),
            standing == null ? List.of() : standing.parts(),
            standing == null ? 0 : standing.suspicion(),
            standing == null ? null : next(standing.client()),
            key,
            decided,
            swarmsOf(id)));
  }

  private long swarmsOf(byte[] client) {
    return Objects.requireNonNull(
        database.first(
            Query.of("SELECT count(*) FROM contributions WHERE client_id = ?", client),
            row -> row.count("count")),
        "a count has a row");
  }

  /** What is missing to the cut above the client's score. */
  private @Nullable Next next(Client client) {
    var cuts = pictures.tiers().cuts();
    if (client.tier() >= cuts.size()) {
      return null;
    }
    double cut = cuts.get(client.tier());
    return new Next(client.tier() + 1, cut, Math.max(0, cut - client.score()));
  }

  private Reply swarms(Request request) {
    var query = PeerRows.contributions().then("AND c.client_id = ?", request.client());
    var after = request.after(1);
    if (after != null) {
      query.then(
          "AND c.info_hash > ?", Request.id("?after", after.key().getFirst(), Ids.INFO_HASH_BYTES));
    }
    return Lists.answer(
        database,
        request,
        query.then("ORDER BY c.info_hash"),
        PeerRows::contribution,
        contribution -> Cursor.of(contribution.infoHash()));
  }
}
