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
import equilibrium.console.shape.IssuedKey;
import equilibrium.console.shape.Key;
import equilibrium.console.store.ClientRows;
import equilibrium.console.store.Database;
import equilibrium.console.token.Role;
import equilibrium.platform.control.ChangeLog.Change;
import equilibrium.platform.control.DrawnKey;
import equilibrium.platform.control.DrawnKey.LastKey;
import equilibrium.schemas.Ids;
import equilibrium.schemas.Topics;
import equilibrium.schemas.event.AnnounceKey;
import equilibrium.schemas.event.ClientId;
import equilibrium.schemas.event.KeyState;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Announce keys. A key is in one answer only; nothing stores or logs it. */
final class Keys {
  private static final int MOST_NOTE = 500;

  /** A reminder for operators, such as whose key it is. */
  private record Note(@Nullable String note) {}

  private final Database database;
  private final Changes changes;
  private final List<String> announceUrls;

  Keys(Context context) {
    this.database = context.database();
    this.changes = context.changing().changes();
    this.announceUrls = context.shown().announceUrls();
  }

  List<Operation> operations() {
    return List.of(
        Operation.get("/keys", "Announce keys, by client id.", this::list)
            .by(Role.OPERATOR)
            .givesPages(Key.class),
        Operation.change("POST", "/keys", "Draws a key for a new client.", this::issue)
            .reads(new Body.Json(Note.class))
            .gives(201, IssuedKey.class)
            .gives(202, IssuedKey.class),
        Operation.change(
                "POST",
                "/keys/{client}/rotate",
                "Gives a client another key; the former one stays valid for 7 days.",
                this::rotate)
            .gives(200, IssuedKey.class)
            .gives(202, IssuedKey.class),
        Operation.change(
                "DELETE",
                "/keys/{client}",
                "Refuses every announce with a client's keys.",
                this::revoke)
            .givesNothing());
  }

  private Reply list(Request request) {
    var query = ClientRows.keys();
    var after = request.after(1);
    if (after != null) {
      query.then(
          "AND client_id > ?", Request.id("?after", after.key().getFirst(), Ids.CLIENT_ID_BYTES));
    }
    return Lists.answer(
        database,
        request,
        query.then("ORDER BY client_id"),
        ClientRows::key,
        key -> Cursor.of(key.client()));
  }

  private Reply issue(Request request) {
    var given = request.body(Note.class).note();
    var note = given == null ? "" : given;
    if (note.length() > MOST_NOTE) {
      throw Refused.badValue(
          "/note", "%d characters, expected at most %d".formatted(note.length(), MOST_NOTE));
    }
    var drawn = DrawnKey.draw();
    var outcome =
        publish(request, "POST /keys", drawn.id(), drawn.issued(note, changes.authorship(request)));
    return outcome.on(Reply.of(201, shown(drawn.id(), drawn.key(), note)));
  }

  private Reply rotate(Request request) {
    var old = known(request);
    var drawn = DrawnKey.draw();
    var outcome =
        publish(
            request,
            "POST /keys/{client}/rotate",
            old.client(),
            drawn.rotated(old, changes.authorship(request)));
    return outcome.on(Reply.ok(shown(old.client(), drawn.key(), old.note())));
  }

  private Reply revoke(Request request) {
    var old = known(request);
    var outcome =
        publish(
            request,
            "DELETE /keys/{client}",
            old.client(),
            DrawnKey.revoked(old, changes.authorship(request)));
    return outcome.on(Reply.noContent());
  }

  private Changes.Outcome publish(
      Request request, String operation, ClientId client, AnnounceKey key) {
    var detail = key.getState().name().toLowerCase(Locale.ROOT);
    return changes.publish(
        request,
        new Subject(operation, Ids.hex(client.bytes()), detail),
        Topics.ANNOUNCE_KEYS,
        new Change<>(client, key));
  }

  private LastKey known(Request request) {
    byte[] client = request.client();
    var known =
        database.first(
            ClientRows.keys().then("AND client_id = ?", client),
            row ->
                new LastKey(
                    new ClientId(client),
                    new ClientId(row.bytes("key_id")),
                    row.text("note"),
                    row.text("state").equals(KeyState.REVOKED.name())));
    if (known == null) {
      throw ProblemType.NOT_FOUND.refuse("client %s has no key".formatted(Ids.hex(client)));
    }
    return known;
  }

  private IssuedKey shown(ClientId client, String key, String note) {
    var urls = announceUrls.stream().map(url -> url + "/" + key).toList();
    return new IssuedKey(Ids.hex(client.bytes()), key, urls, note);
  }
}
