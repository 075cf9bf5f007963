package equilibrium.ingress.http;

import static java.util.Objects.requireNonNull;

import equilibrium.ingress.answer.TrackerCore;
import equilibrium.ingress.http.HttpConfig.WholeList;
import equilibrium.ingress.swarm.Found;
import equilibrium.schemas.event.InfoHash;
import io.undertow.server.HttpServerExchange;
import io.undertow.util.Headers;
import java.io.IOException;
import java.io.OutputStream;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.xnio.IoUtils;

/**
 * The counts of all swarms in the order of their info-hashes, written as fast as the client reads.
 * One at a time, and at most one in each interval: each reads all info-hashes once for every
 * 262,144 swarms.
 */
final class FullScrape {
  private static final Logger LOG = LoggerFactory.getLogger(FullScrape.class);
  private static final int PAGE = 1 << 18;

  private final TrackerCore core;
  private final @Nullable WholeList list;

  /** When the last one began and whether it goes on. */
  private record Turn(long startedNs, boolean running) {}

  private final AtomicReference<@Nullable Turn> turn = new AtomicReference<>();

  FullScrape(TrackerCore core, @Nullable WholeList list) {
    this.core = core;
    this.list = list;
  }

  /**
   * The reason for which there is no list now; null: this client gets it, and has used the turn.
   */
  @Nullable String refusal() {
    if (list == null) {
      return "info_hash is missing: this tracker does not list all its torrents";
    }
    var interval = list.interval();
    var last = turn.get();
    var next = new Turn(System.nanoTime(), true);
    boolean isSoon =
        last != null
            && (last.running() || next.startedNs() - last.startedNs() < interval.toNanos());
    return isSoon || !turn.compareAndSet(last, next)
        ? "all torrents are listed once in %d s: try later".formatted(interval.toSeconds())
        : null;
  }

  /** Answers with the whole list, on a thread of its own because it waits for the client. */
  void answer(HttpServerExchange exchange) {
    var longest = requireNonNull(list, "no list is allowed").longest();
    exchange.dispatch(
        task -> Thread.ofPlatform().daemon().name("full-scrape").start(task),
        () -> {
          try {
            write(exchange, longest);
          } finally {
            turn.updateAndGet(last -> last == null ? null : new Turn(last.startedNs(), false));
          }
        });
  }

  private void write(HttpServerExchange exchange, Duration longest) {
    var connection = exchange.getConnection();
    var deadline =
        exchange
            .getIoThread()
            .executeAfter(
                () -> IoUtils.safeClose(connection), longest.toMillis(), TimeUnit.MILLISECONDS);
    exchange.getResponseHeaders().put(Headers.CONTENT_TYPE, "text/plain");
    exchange.startBlocking();
    try (var body = exchange.getOutputStream()) {
      write(body);
    } catch (IOException e) { // the client left or was too slow: its part must not look complete
      LOG.atInfo()
          .addKeyValue("cause", e.getMessage())
          .log("a full scrape was cut off: the client left or took longer than scrape.full-time");
      IoUtils.safeClose(connection);
    } finally {
      deadline.remove();
    }
    exchange.endExchange();
  }

  private void write(OutputStream body) throws IOException {
    var found = new Found();
    body.write(new Bencode(16).dictionary().string("files").dictionary().toBytes());
    InfoHash last = null;
    for (var page = core.page(null, PAGE); !page.isEmpty(); page = core.page(last, PAGE)) {
      for (InfoHash hash : page) {
        core.scrape(hash, found);
        var entry = new Bencode(128);
        ScrapeReply.entry(entry, hash, found);
        body.write(entry.toBytes());
        last = hash;
      }
    }
    body.write(new Bencode(2).end().end().toBytes());
  }
}
