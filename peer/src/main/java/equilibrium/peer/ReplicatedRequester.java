package equilibrium.peer;

import static java.nio.charset.StandardCharsets.US_ASCII;

import equilibrium.peer.ReplicatedPackets.Identity;
import equilibrium.peer.ReplicatedPackets.Reply;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Asks for peers in the layout of the replicated-tracker document. An incomplete content is
 * announced every interval. Complete ones are announced as {@code completed} once, because the
 * layout has no field for what is left, and from then on named in scrapes, 24 in a packet. One
 * thread does all of it over one socket, by which a tracker knows the peer.
 */
final class ReplicatedRequester implements AutoCloseable {
  private static final int NOT_RECORDED_SECONDS = 301;
  private static final long AGAIN_NS = TimeUnit.SECONDS.toNanos(15);
  private static final long STOP_MILLIS = 5_000;
  private static final List<String> EVENTS = List.of("none", "completed", "started", "stopped");

  /** A content, and what is to be announced next. */
  private static final class Swarm {
    private boolean complete;
    private String next;
    private long atNs = System.nanoTime();

    Swarm(boolean complete) {
      this.complete = complete;
      next = complete ? "completed" : "started";
    }

    boolean isScraped() {
      return complete && next.equals("none");
    }
  }

  private final String url;
  private final ReplicatedExchange exchange;
  private final Identity identity;
  private final BiConsumer<String, InetSocketAddress> connect;
  private final Consumer<Event> events;
  private final Map<String, Swarm> swarms = new LinkedHashMap<>();
  private final Thread thread;
  private long intervalNs = AGAIN_NS; // the last that the tracker has given
  private boolean closed;

  /**
   * Starts to work.
   *
   * @param port where other peers connect
   * @param connect is told the info-hash and the address of each peer that a reply lists
   */
  ReplicatedRequester(
      String url,
      ReplicatedExchange exchange,
      int port,
      BiConsumer<String, InetSocketAddress> connect,
      Consumer<Event> events) {
    this.url = url;
    this.exchange = exchange;
    this.connect = connect;
    this.events = events;
    identity = new Identity(peerId(), ThreadLocalRandom.current().nextInt(), port);
    thread = Thread.ofPlatform().daemon().name("peer-requester").start(this::run);
  }

  private static byte[] peerId() {
    byte[] random = new byte[6];
    ThreadLocalRandom.current().nextBytes(random);
    return ("-EQ0100-" + HexFormat.of().formatHex(random)).getBytes(US_ASCII);
  }

  synchronized void add(String sha1, boolean complete) {
    swarms.put(sha1, new Swarm(complete));
    notifyAll();
  }

  synchronized void completed(String sha1) {
    var swarm = swarms.get(sha1);
    if (swarm != null && !swarm.complete) {
      swarm.complete = true;
      announceNext(swarm, "completed");
    }
  }

  synchronized void stop(String sha1) {
    var swarm = swarms.get(sha1);
    if (swarm != null) {
      announceNext(swarm, "stopped");
    }
  }

  private void announceNext(Swarm swarm, String event) {
    swarm.next = event;
    swarm.atNs = System.nanoTime();
    notifyAll();
  }

  private void run() {
    try {
      String due;
      while ((due = awaitDue()) != null) {
        var scraped = scraped(due);
        if (scraped.isEmpty()) {
          announce(due);
        } else {
          scrape(scraped);
        }
      }
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }

  /** The content that is due; null once all are stopped after {@link #close}. */
  private synchronized @Nullable String awaitDue() throws InterruptedException {
    while (true) {
      long now = System.nanoTime();
      long wait = AGAIN_NS;
      for (var one : swarms.entrySet()) {
        long left = one.getValue().atNs - now;
        if (left <= 0) {
          return one.getKey();
        }
        wait = Math.min(wait, left);
      }
      if (closed && swarms.isEmpty()) {
        return null;
      }
      wait(1 + TimeUnit.NANOSECONDS.toMillis(wait));
    }
  }

  /** All contents to be named in the scrape that this one is due for; empty: it is announced. */
  private synchronized List<String> scraped(String due) {
    var swarm = swarms.get(due);
    if (swarm == null || !swarm.isScraped()) {
      return List.of();
    }
    var all = new ArrayList<>(List.of(due));
    swarms.forEach(
        (sha1, other) -> {
          if (other.isScraped() && !sha1.equals(due) && all.size() < ReplicatedPackets.MOST_HASHES) {
            all.add(sha1);
          }
        });
    return all;
  }

  private void announce(String sha1) {
    var event = next(sha1);
    long startNs = System.nanoTime();
    var reply = ask(sha1, () -> exchange.announce(hash(sha1), EVENTS.indexOf(event), identity));
    switch (reply) {
      case Reply.Announced(int interval, var peers) -> {
        long micros = (System.nanoTime() - startNs) / 1_000;
        events.accept(
            new Event.Announced(
                sha1, url, "replicated", event, peers.size(), -1, -1, micros));
        if (interval == NOT_RECORDED_SECONDS) {
          events.accept(new Event.NotRecorded(sha1, url));
        }
        answered(sha1, event, interval);
        peers.forEach(peer -> connect.accept(sha1, peer));
      }
      case Reply.Refused(var error) -> {
        events.accept(new Event.Refused(sha1, url, ReplicatedPackets.inWords(error)));
        later(List.of(sha1), AGAIN_NS);
      }
      case Reply.Connected _, Reply.Scraped _ -> later(List.of(sha1), AGAIN_NS);
      case null -> later(List.of(sha1), AGAIN_NS);
    }
  }

  private void scrape(List<String> contents) {
    var first = contents.getFirst();
    var hashes = contents.stream().map(ReplicatedRequester::hash).toList();
    switch (ask(first, () -> exchange.scrape(hashes))) {
      case Reply.Refused(var error) when error.equals("ANNOUNCE") -> announceAnew(contents);
      case Reply.Refused(var error) -> {
        events.accept(new Event.Refused(first, url, ReplicatedPackets.inWords(error)));
        later(contents, AGAIN_NS);
      }
      case Reply.Scraped _ -> later(contents, intervalNs);
      case Reply.Announced _, Reply.Connected _ -> later(contents, AGAIN_NS);
      case null -> later(contents, AGAIN_NS);
    }
  }

  /** The tracker has been started anew, or another one answers. */
  private synchronized void announceAnew(List<String> contents) {
    for (var sha1 : contents) {
      var swarm = swarms.get(sha1);
      if (swarm != null) {
        announceNext(swarm, "completed");
      }
    }
  }

  private interface Question {
    Reply ask() throws IOException;
  }

  private @Nullable Reply ask(String sha1, Question question) {
    try {
      return question.ask();
    } catch (IOException e) {
      events.accept(new Event.Refused(sha1, url, String.valueOf(e.getMessage())));
      return null;
    }
  }

  private synchronized String next(String sha1) {
    var swarm = swarms.get(sha1);
    return swarm == null ? "stopped" : swarm.next;
  }

  private synchronized void answered(String sha1, String event, int interval) {
    var swarm = swarms.get(sha1);
    if (swarm == null) {
      return;
    }
    if (event.equals("stopped")) {
      swarms.remove(sha1);
    } else if (swarm.next.equals(event)) { // nothing has happened meanwhile
      intervalNs = TimeUnit.SECONDS.toNanos(Math.max(1, interval));
      swarm.next = "none";
      swarm.atNs = System.nanoTime() + intervalNs;
    }
  }

  private synchronized void later(List<String> contents, long ns) {
    for (var sha1 : contents) {
      var swarm = swarms.get(sha1);
      if (swarm != null) {
        swarm.atNs = System.nanoTime() + ns;
        if (closed) {
          swarms.remove(sha1);
        }
      }
    }
  }

  private static byte[] hash(String sha1) {
    return HexFormat.of().parseHex(sha1);
  }

  /** Announces {@code stopped} for all contents; waits at most 5 s for that. */
  @Override
  public void close() {
    synchronized (this) {
      closed = true;
      swarms.values().forEach(swarm -> announceNext(swarm, "stopped"));
      notifyAll();
    }
    try {
      thread.join(STOP_MILLIS);
      exchange.close();
      thread.interrupt();
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }
}
