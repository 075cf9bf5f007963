package equilibrium.bench.ledger;

import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicIntegerArray;
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.concurrent.locks.LockSupport;

/**
 * Announces at a steady rate, three of four over HTTP, and writes each outcome down. It sends on
 * time whether or not earlier ones were answered, up to a limit of unanswered ones; then it sends
 * less. Ends by itself after the most announces of its ledger or the longest time.
 */
public final class Load implements AutoCloseable {
  private static final int IN_FLIGHT = 2_000;
  private static final int SLOWEST_MS = 6_000;
  private static final Duration LAST_REPLIES = Duration.ofSeconds(15);

  private final Ledger ledger;
  private final List<InetSocketAddress> trackers;
  private final int rate;
  private final long endNs;
  private final Semaphore free = new Semaphore(IN_FLIGHT);
  private final Thread sender;
  private final AtomicInteger next;
  private volatile boolean closed;

  private volatile Since since;

  /** What happened to announces that were sent after a moment. */
  private static final class Since {
    private final long beginNs;
    private final AtomicInteger sent = new AtomicInteger();
    private final AtomicIntegerArray replies = new AtomicIntegerArray(SLOWEST_MS);

    /** When each tracker acknowledged first, over HTTP and over UDP; 0: not yet. */
    private final AtomicLongArray acksNs;

    Since(int trackers) {
      beginNs = System.nanoTime();
      acksNs = new AtomicLongArray(2 * trackers);
    }

    long answered() {
      long answered = 0;
      for (int ms = 0; ms < SLOWEST_MS; ms++) {
        answered += replies.get(ms);
      }
      return answered;
    }

    void acknowledged(int tracker, boolean udp, long nowNs) {
      acksNs.compareAndSet(2 * tracker + (udp ? 1 : 0), 0, nowNs);
    }

    long lastAckNs() {
      long last = 0;
      for (int i = 0; i < acksNs.length(); i++) {
        long ackNs = acksNs.get(i);
        if (ackNs == 0) {
          return 0;
        }
        last = Math.max(last, ackNs);
      }
      return last;
    }
  }

  private Load(Ledger ledger, List<InetSocketAddress> trackers, int rate, Duration longest) {
    this.ledger = ledger;
    this.trackers = List.copyOf(trackers);
    this.rate = rate;
    since = new Since(trackers.size());
    endNs = System.nanoTime() + longest.toNanos();
    next = new AtomicInteger(ledger.firstUnused());
    sender = Thread.ofPlatform().name("load").start(this::send);
  }

  /**
   * Starts with the first number that the ledger has not used.
   *
   * @param trackers announces go to them by turns
   * @param rate announces a second
   */
  public static Load start(
      Ledger ledger, List<InetSocketAddress> trackers, int rate, Duration longest) {
    return new Load(ledger, trackers, rate, longest);
  }

  private void send() {
    long beginNs = System.nanoTime();
    long slot = 0;
    while (!closed && next.get() < ledger.most() && System.nanoTime() < endNs) {
      long dueNs = beginNs + slot * 1_000_000_000L / rate;
      long waitNs = dueNs - System.nanoTime();
      if (waitNs > 0) {
        LockSupport.parkNanos(waitNs);
        continue;
      }
      slot++;
      if (free.tryAcquire()) {
        var announce = ledger.numbering().announce(next.getAndIncrement());
        Thread.ofVirtual().start(() -> announce(announce));
      }
    }
  }

  private void announce(NumberedAnnounce announce) {
    var watch = since;
    long sentNs = System.nanoTime();
    watch.sent.incrementAndGet();
    try {
      ledger.write(announce.number(), Outcome.UNKNOWN); // until more is known
      int node = announce.node(trackers.size());
      var tracker = trackers.get(node);
      var outcome =
          announce.isUdp() ? UdpWire.send(announce, tracker) : HttpWire.send(announce, tracker);
      ledger.write(announce.number(), outcome);
      count(watch, outcome, sentNs);
      if (outcome == Outcome.ACKED && sentNs > watch.beginNs) {
        watch.acknowledged(node, announce.isUdp(), System.nanoTime());
      }
    } finally {
      free.release();
    }
  }

  private static void count(Since watch, Outcome outcome, long sentNs) {
    if (outcome == Outcome.ACKED || outcome == Outcome.UNLOGGED) {
      long tookMs = (System.nanoTime() - sentNs) / 1_000_000;
      watch.replies.incrementAndGet((int) Math.min(SLOWEST_MS - 1, tookMs));
    }
  }

  /** Counts from now on. */
  public void mark() {
    since = new Since(trackers.size());
  }

  /**
   * Milliseconds from the mark until each tracker had acknowledged announces sent later, over HTTP
   * and over UDP; -1: not yet.
   */
  public long firstAckMs() {
    var watch = since;
    long lastNs = watch.lastAckNs();
    return lastNs == 0 ? -1 : (lastNs - watch.beginNs) / 1_000_000;
  }

  /** Time since the mark. */
  public Duration sinceMark() {
    return Duration.ofNanos(System.nanoTime() - since.beginNs);
  }

  /** How many percent of the announces sent since the mark were answered with peers. */
  public double answeredPercent() {
    var watch = since;
    int sent = watch.sent.get();
    return sent == 0 ? 100 : Math.min(100, 100.0 * watch.answered() / sent);
  }

  /** The 99th percentile of the time to a reply with peers since the mark, milliseconds. */
  public int p99Ms() {
    var watch = since;
    long answered = watch.answered();
    long below = 0;
    for (int ms = 0; ms < SLOWEST_MS; ms++) {
      below += watch.replies.get(ms);
      if (below * 100 >= answered * 99) {
        return ms;
      }
    }
    return SLOWEST_MS;
  }

  /** Sends no more, and waits for the last replies. */
  @Override
  public void close() {
    closed = true;
    try {
      sender.join();
      awaitReplies();
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }

  private void awaitReplies() throws InterruptedException {
    if (free.tryAcquire(IN_FLIGHT, LAST_REPLIES.toSeconds(), TimeUnit.SECONDS)) {
      free.release(IN_FLIGHT);
    }
  }
}
