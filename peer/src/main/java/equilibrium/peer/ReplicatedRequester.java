package equilibrium.peer;

import equilibrium.peer.ReplicatedPackets.Identity;
import equilibrium.peer.ReplicatedPackets.Reply;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
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
  private static final long STOP_MILLIS = 5_000;
  private static final List<String> EVENTS = List.of("none", "completed", "started", "stopped");

  private final String url;
  private final ReplicatedExchange exchange;
  private final Identity identity;
  private final BiConsumer<String, InetSocketAddress> connect;
  private final Consumer<Event> events;
  private final AnnounceSchedule schedule = new AnnounceSchedule();
  private final Thread thread;

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

  private static String peerId() {
    byte[] random = new byte[6];
    ThreadLocalRandom.current().nextBytes(random);
    return "-EQ0100-" + HexFormat.of().formatHex(random);
  }

  void add(String sha1, boolean complete) {
    schedule.add(sha1, complete);
  }

  void completed(String sha1) {
    schedule.completed(sha1);
  }

  void stop(String sha1) {
    schedule.stop(sha1);
  }

  private void run() {
    try {
      String due;
      while ((due = schedule.awaitDue()) != null) {
        var scraped = schedule.scraped(due);
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

  private void announce(String sha1) {
    var event = schedule.next(sha1);
    long startNs = System.nanoTime();
    var reply = ask(sha1, () -> exchange.announce(hash(sha1), EVENTS.indexOf(event), identity));
    switch (reply) {
      case Reply.Announced(int interval, var peers) -> {
        long micros = (System.nanoTime() - startNs) / 1_000;
        events.accept(
            new Event.Announced(sha1, url, "replicated", event, peers.size(), -1, -1, micros));
        if (interval == NOT_RECORDED_SECONDS) {
          events.accept(new Event.NotRecorded(sha1, url));
        }
        schedule.answered(sha1, event, interval);
        peers.forEach(peer -> connect.accept(sha1, peer));
      }
      case Reply.Refused(var error) -> {
        refused(sha1, ReplicatedPackets.inWords(error));
        schedule.failed(List.of(sha1));
      }
      case Reply.Connected _, Reply.Scraped _ -> throw new AssertionError(reply);
      case null -> schedule.failed(List.of(sha1));
    }
  }

  private void scrape(List<String> contents) {
    var first = contents.getFirst();
    var hashes = contents.stream().map(ReplicatedRequester::hash).toList();
    var reply = ask(first, () -> exchange.scrape(hashes));
    switch (reply) {
      case Reply.Refused(var error) when error.equals("ANNOUNCE") ->
          schedule.announceAnew(contents);
      case Reply.Refused(var error) -> {
        refused(first, ReplicatedPackets.inWords(error));
        schedule.failed(contents);
      }
      case Reply.Scraped _ -> schedule.scrapedAll(contents);
      case Reply.Announced _, Reply.Connected _ -> throw new AssertionError(reply);
      case null -> schedule.failed(contents);
    }
  }

  private interface Question {
    Reply ask() throws IOException;
  }

  private @Nullable Reply ask(String sha1, Question question) {
    try {
      return question.ask();
    } catch (IOException e) {
      refused(sha1, String.valueOf(e.getMessage()));
      return null;
    }
  }

  private void refused(String sha1, String text) {
    events.accept(new Event.Refused(sha1, url, text, schedule.retrySeconds()));
  }

  private static byte[] hash(String sha1) {
    return HexFormat.of().parseHex(sha1);
  }

  /** Announces {@code stopped} for all contents; waits at most 5 s for that. */
  @Override
  public void close() {
    schedule.stopAll();
    try {
      thread.join(STOP_MILLIS);
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
    exchange.close();
    thread.interrupt();
  }
}
