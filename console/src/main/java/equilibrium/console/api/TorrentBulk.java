package equilibrium.console.api;

import static java.nio.charset.StandardCharsets.UTF_8;

import equilibrium.console.change.Changes;
import equilibrium.console.change.Changes.Outcome;
import equilibrium.console.change.Changes.Sequence;
import equilibrium.console.change.Changes.Subject;
import equilibrium.console.http.Json;
import equilibrium.console.http.Reply;
import equilibrium.console.http.Request;
import equilibrium.console.problem.ProblemType;
import equilibrium.console.problem.Refused;
import equilibrium.console.shape.Bulk;
import equilibrium.console.shape.Bulk.LineProblem;
import equilibrium.console.store.Database;
import equilibrium.console.store.TorrentRows;
import equilibrium.platform.control.ChangeLog.Change;
import equilibrium.platform.control.DrawnKey.Authorship;
import equilibrium.schemas.Ids;
import equilibrium.schemas.Topics;
import equilibrium.schemas.event.InfoHash;
import equilibrium.schemas.event.Registration;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.Reader;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Many torrents in one request, a line each: NDJSON, or a list of info-hashes as opentracker's
 * white and black lists are. Lines that cannot be read, or name a torrent again, are counted and
 * named; the others are published. At most {@value #MOST_LINES} lines of {@value #MOST_LINE}
 * characters. In memory are a thousand lines, and the info-hashes of all.
 */
final class TorrentBulk {
  static final int MOST_LINES = 100_000;
  private static final int BATCH = 1_000;
  private static final int MOST_PROBLEMS = 100;

  /** More than any line needs: its texts have at most a thousand characters. */
  static final int MOST_LINE = 16 << 10;

  private final Database database;
  private final Changes changes;

  TorrentBulk(Database database, Changes changes) {
    this.database = database;
    this.changes = changes;
  }

  /** Reads all lines, and answers when PostgreSQL has them. */
  Reply read(Request request) {
    return new Run(request).reply();
  }

  /** Whether two registrations differ in author and time at most. */
  static boolean isSame(Registration one, Registration other) {
    return one.getAllowed() == other.getAllowed()
        && one.getPrivateTorrent() == other.getPrivateTorrent()
        && Objects.equals(one.getName(), other.getName())
        && Objects.equals(one.getSizeBytes(), other.getSizeBytes())
        && Objects.equals(one.getPieceLength(), other.getPieceLength())
        && Objects.equals(one.getLicence(), other.getLicence())
        && Objects.equals(one.getAliasOf(), other.getAliasOf());
  }

  /**
   * A line that could be read.
   *
   * @param number of the line in the body, from 1
   * @param concerned the info-hashes whose registrations it needs
   */
  private record Line(long number, TorrentBody body, List<InfoHash> concerned) {}

  /** One request. */
  private final class Run {
    private final Request request;
    private final Authorship authorship;
    private final boolean isList;
    private final String state;
    private final Sequence<InfoHash, Registration> sequence;
    private final Map<InfoHash, Line> batch = new LinkedHashMap<>();
    private final Map<InfoHash, Long> named = new HashMap<>();
    private final List<LineProblem> problems = new ArrayList<>();
    private long line;
    private long accepted;
    private long unchanged;
    private long rejected;

    Run(Request request) {
      this.request = request;
      this.authorship = changes.authorship(request);
      this.isList = request.bodyType().equals("text/plain");
      var given = request.oneOf("state", "allowed", "denied");
      if (isList && given == null) {
        throw Refused.badValue("?state", "expected allowed or denied with a text/plain body");
      }
      this.state = given == null ? "" : given;
      this.sequence = changes.sequence(Topics.REGISTRATIONS);
    }

    Reply reply() {
      try {
        readAll();
      } catch (RuntimeException e) { // what is published is audited, whatever went wrong then
        if (accepted > 0) {
          var _ = finish();
        }
        throw e;
      }
      var answer = Reply.ok(new Bulk(accepted, unchanged, rejected, problems));
      return accepted == 0 ? answer : finish().on(answer);
    }

    private Outcome finish() {
      var counts = "%d unchanged, %d rejected".formatted(unchanged, rejected);
      return sequence.finish(
          request, new Subject("POST /torrents", accepted + " torrents", counts));
    }

    private void readAll() {
      try (var lines = new BufferedReader(new InputStreamReader(request.bulk(), UTF_8))) {
        for (var text = next(lines); text != null; text = next(lines)) {
          add(text.strip());
        }
      } catch (IOException e) {
        throw ProblemType.BAD_VALUE.refuse(
            "line %d cannot be read: %s; %d torrents before it are published"
                .formatted(line + 1, e.getMessage(), accepted),
            e);
      }
      flush();
    }

    /** The next line, of at most {@value #MOST_LINE} characters; null: there is none. */
    private @Nullable String next(Reader lines) throws IOException {
      var text = new StringBuilder();
      int c = lines.read();
      boolean isEnd = c < 0;
      for (; c >= 0 && c != '\n'; c = lines.read()) {
        text.append((char) c);
        if (text.length() > MOST_LINE) {
          throw tooLarge("line %d has more than %d characters".formatted(line + 1, MOST_LINE));
        }
      }
      return isEnd ? null : text.toString();
    }

    private Refused tooLarge(String what) {
      flush();
      return ProblemType.TOO_LARGE.refuse(
          "%s; %d torrents before it are published".formatted(what, accepted));
    }

    private void add(String text) {
      line++;
      if (line > MOST_LINES) {
        throw tooLarge("the body has more than %d lines".formatted(MOST_LINES));
      }
      if (text.isEmpty() || (isList && text.startsWith("#"))) {
        return;
      }
      try {
        var body =
            isList
                ? TorrentBody.of(text.split("\\s+", 2)[0], state)
                : Json.read(text.getBytes(UTF_8), TorrentBody.class);
        var hash = body.infoHash() == null ? "" : body.infoHash();
        var id = new InfoHash(Request.id("/infoHash", hash, Ids.INFO_HASH_BYTES));
        var concerned = body.concerned(id);
        var before = named.putIfAbsent(id, line);
        if (before != null) {
          throw Refused.badValue("/infoHash", "line %d names it already".formatted(before));
        }
        batch.put(id, new Line(line, body, concerned));
      } catch (Refused e) {
        reject(line, e);
      }
      if (batch.size() >= BATCH) {
        flush();
      }
    }

    private void reject(long number, Refused why) {
      rejected++;
      if (problems.size() < MOST_PROBLEMS) {
        problems.add(new LineProblem(number, String.valueOf(why.getMessage())));
      }
    }

    private List<InfoHash> concerned() {
      return batch.values().stream().flatMap(line -> line.concerned().stream()).distinct().toList();
    }

    private void flush() {
      var known = TorrentRows.registrations(database, concerned());
      var published = new ArrayList<Change<InfoHash, Registration>>();
      batch.forEach((hash, read) -> {
        try {
          var before = known.get(hash);
          var next = read.body().over(known, hash, authorship);
          if (before != null && isSame(before, next)) {
            unchanged++;
          } else {
            published.add(new Change<>(hash, next));
            known.put(hash, next);
          }
        } catch (Refused e) {
          reject(read.number(), e);
        }
      });
      batch.clear();
      if (!published.isEmpty()) {
        var subject = new Subject("POST /torrents", published.size() + " torrents", "");
        sequence.add(request, subject, published);
        accepted += published.size();
      }
    }
  }
}
