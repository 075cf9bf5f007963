package equilibrium.console.api;

import equilibrium.console.change.Changes;
import equilibrium.console.change.Changes.Subject;
import equilibrium.console.http.Cursor;
import equilibrium.console.http.Operation;
import equilibrium.console.http.Operation.Body;
import equilibrium.console.http.Page;
import equilibrium.console.http.Reply;
import equilibrium.console.http.Request;
import equilibrium.console.problem.ProblemType;
import equilibrium.console.problem.Refused;
import equilibrium.console.shape.Bulk;
import equilibrium.console.shape.Torrent;
import equilibrium.console.store.Database;
import equilibrium.console.store.Query;
import equilibrium.console.store.SwarmRows;
import equilibrium.console.store.TorrentRows;
import equilibrium.console.token.Role;
import equilibrium.platform.control.ChangeLog.Change;
import equilibrium.schemas.Ids;
import equilibrium.schemas.Topics;
import equilibrium.schemas.event.InfoHash;
import equilibrium.schemas.event.Registration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Torrents that are allowed or denied. */
final class Torrents {
  private static final int MOST_QUERIED = 1_000;
  private static final String IF_MATCH = "If-Match";

  /** Changes of one torrent come one after the other, or two with the same If-Match would pass. */
  private static final int GUARDS = 64;

  /** Info-hashes whose counts are asked for. */
  private record Wanted(List<String> infoHashes) {}

  private final Database database;
  private final Changes changes;
  private final TorrentBulk bulk;
  private final Object[] guards = Stream.generate(Object::new).limit(GUARDS).toArray();

  Torrents(Context context) {
    this.database = context.database();
    this.changes = context.changing().changes();
    this.bulk = new TorrentBulk(database, changes);
  }

  List<Operation> operations() {
    return List.of(
        Operation.get("/torrents", "Registered torrents, by info-hash.", this::list)
            .with("state", "allowed or denied")
            .with("prefix", "hex digits that the info-hash begins with")
            .with("name", "part of the name")
            .givesPages(Torrent.class),
        Operation.change("POST", "/torrents", "Allows or denies many torrents.", bulk::read)
            .with("state", "allowed or denied: of the lines of a text/plain body")
            .reads(new Body.Lines(TorrentBody.class))
            .gives(200, Bulk.class)
            .gives(202, Bulk.class),
        Operation.change("POST", "/torrents/query", "Counts of up to 1000 torrents.", this::counts)
            .by(Role.VIEWER)
            .reads(new Body.Json(Wanted.class))
            .givesAll(Torrent.Counts.class),
        Operation.get("/torrents/{hash}", "One torrent.", this::one).gives(200, Torrent.class),
        Operation.change("PUT", "/torrents/{hash}", "Allows or denies a torrent.", this::put)
            .reads(new Body.Json(TorrentBody.class))
            .gives(200, Torrent.class)
            .gives(201, Torrent.class)
            .gives(202, Torrent.class),
        Operation.change(
                "DELETE",
                "/torrents/{hash}",
                "Deletes the registration of a torrent.",
                this::remove)
            .givesNothing());
  }

  private Reply list(Request request) {
    var query = TorrentRows.all();
    var state = request.oneOf("state", "allowed", "denied");
    query.thenIf(state == null ? null : state.equals("allowed"), "AND allowed = ?");
    query.thenIf(prefix(request), "AND encode(info_hash, 'hex') LIKE ?");
    query.thenIf(part(request.text("name")), "AND name ILIKE ?");
    var after = request.after(1);
    if (after != null) {
      query.then(
          "AND info_hash > ?", Request.id("?after", after.key().getFirst(), Ids.INFO_HASH_BYTES));
    }
    return Lists.answer(
        database,
        request,
        query.then("ORDER BY info_hash"),
        TorrentRows::torrent,
        torrent -> Cursor.of(torrent.infoHash()));
  }

  private static @Nullable String prefix(Request request) {
    var prefix = request.text("prefix");
    if (prefix != null && !prefix.matches("[0-9a-fA-F]{1,40}")) {
      throw Refused.badValue("?prefix", "\"%s\", expected 1 to 40 hex digits".formatted(prefix));
    }
    return prefix == null ? null : prefix.toLowerCase(Locale.ROOT) + "%";
  }

  /** A pattern of texts that have this in them. */
  private static @Nullable String part(@Nullable String text) {
    return text == null ? null : "%" + text.replaceAll("([%_\\\\])", "\\\\$1") + "%";
  }

  private Reply one(Request request) {
    var torrent = known(request.infoHash());
    if (torrent == null) {
      throw unknown(request.infoHash());
    }
    return tagged(Reply.ok(torrent), torrent);
  }

  private @Nullable Torrent known(byte[] hash) {
    return database.first(TorrentRows.of(hash), TorrentRows::torrent);
  }

  private static Refused unknown(byte[] hash) {
    return ProblemType.NOT_FOUND.refuse(
        "torrent %s is neither allowed nor denied".formatted(Ids.hex(hash)));
  }

  private static Reply tagged(Reply reply, Torrent torrent) {
    return reply.with("ETag", '"' + torrent.position() + '"');
  }

  private Object guard(byte[] hash) {
    return guards[Math.floorMod(hash[hash.length - 1], GUARDS)];
  }

  private Reply put(Request request) {
    byte[] hash = request.infoHash();
    var body = request.body(TorrentBody.class);
    synchronized (guard(hash)) {
      return put(request, hash, body);
    }
  }

  private Reply put(Request request, byte[] hash, TorrentBody body) {
    var shown = known(hash);
    demandMatch(request, shown);
    var id = new InfoHash(hash);
    var known = TorrentRows.registrations(database, body.concerned(id));
    var before = known.get(id);
    var next = body.over(known, id, changes.authorship(request));
    if (shown != null && before != null && TorrentBulk.isSame(before, next)) {
      return tagged(Reply.ok(shown), shown);
    }
    var outcome =
        changes.publish(
            request,
            new Subject("PUT /torrents/{hash}", Ids.hex(hash), SwarmRows.state(next.getAllowed())),
            Topics.REGISTRATIONS,
            new Change<>(id, next));
    var torrent = torrent(next, outcome.position());
    return outcome.on(tagged(Reply.of(before == null ? 201 : 200, torrent), torrent));
  }

  private static void demandMatch(Request request, @Nullable Torrent shown) {
    var wanted = request.header(IF_MATCH);
    var position = shown == null ? "" : '"' + shown.position() + '"';
    if (wanted.isPresent() && !wanted.get().equals(position)) {
      throw ProblemType.CHANGED_MEANWHILE.refuse(
          "If-Match is %s, but the torrent is at %s"
              .formatted(wanted.get(), position.isEmpty() ? "no position" : position));
    }
  }

  private static Torrent torrent(Registration registration, String position) {
    var alias = registration.getAliasOf();
    return new Torrent(
        Ids.hex(registration.getInfoHash().bytes()),
        SwarmRows.state(registration.getAllowed()),
        registration.getPrivateTorrent(),
        registration.getName(),
        registration.getSizeBytes(),
        registration.getPieceLength(),
        registration.getLicence(),
        alias == null ? null : Ids.hex(alias.bytes()),
        Instant.ofEpochMilli(registration.getAtMs()),
        registration.getBy(),
        position);
  }

  private Reply remove(Request request) {
    byte[] hash = request.infoHash();
    synchronized (guard(hash)) {
      return remove(request, hash);
    }
  }

  private Reply remove(Request request, byte[] hash) {
    var shown = known(hash);
    demandMatch(request, shown);
    if (shown == null) {
      throw unknown(hash);
    }
    var outcome =
        changes.publish(
            request,
            new Subject("DELETE /torrents/{hash}", Ids.hex(hash), "removed"),
            Topics.REGISTRATIONS,
            new Change<>(new InfoHash(hash), null));
    return outcome.on(Reply.noContent());
  }

  private Reply counts(Request request) {
    var wanted = request.body(Wanted.class).infoHashes();
    if (wanted == null || wanted.size() > MOST_QUERIED) {
      throw Refused.badValue(
          "/infoHashes", "expected a list of at most %d".formatted(MOST_QUERIED));
    }
    byte[][] hashes =
        wanted.stream()
            .map(hash -> Request.id("/infoHashes", String.valueOf(hash), Ids.INFO_HASH_BYTES))
            .toArray(byte[][]::new);
    var found =
        database.list(
            Query.of(
                """
                SELECT w.hash, r.allowed, coalesce(s.seeders, 0) AS seeders,
                       coalesce(s.leechers, 0) AS leechers, coalesce(s.completed, 0) AS completed
                FROM unnest(?) WITH ORDINALITY AS w(hash, place)
                LEFT JOIN swarm_balances s ON s.info_hash = w.hash AND NOT s.deleted
                LEFT JOIN registrations r ON r.info_hash = w.hash AND NOT r.deleted
                ORDER BY w.place
                """,
                (Object) hashes),
            row -> {
              var allowed = row.flagOrNull("allowed");
              return new Torrent.Counts(
                  row.hex("hash"),
                  allowed == null ? null : SwarmRows.state(allowed),
                  row.count("seeders"),
                  row.count("leechers"),
                  row.count("completed"));
            });
    return Reply.ok(Page.whole(found));
  }
}
