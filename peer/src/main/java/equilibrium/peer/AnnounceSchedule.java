package equilibrium.peer;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * What a peer has to announce next, and when. A complete content that has been announced as {@code
 * completed} is named in scrapes from then on.
 */
final class AnnounceSchedule {
  /** Without an answer, and until a tracker gives an interval. */
  private static final int AGAIN_SECONDS = 15;

  private static final long AGAIN_NS = TimeUnit.SECONDS.toNanos(AGAIN_SECONDS);

  private static final String NONE = "none";
  private static final String COMPLETED = "completed";
  private static final String STOPPED = "stopped";

  /** A content, and what is to be announced next. */
  private static final class Swarm {
    private boolean complete;
    private String next;
    private long atNs = System.nanoTime();

    Swarm(boolean complete) {
      this.complete = complete;
      next = complete ? COMPLETED : "started";
    }

    boolean isScraped() {
      return complete && next.equals(NONE);
    }
  }

  private final Map<String, Swarm> swarms = new LinkedHashMap<>();
  private long intervalNs = AGAIN_NS; // the last that the tracker has given
  private boolean closed;

  synchronized void add(String sha1, boolean complete) {
    swarms.put(sha1, new Swarm(complete));
    notifyAll();
  }

  synchronized void completed(String sha1) {
    var swarm = swarms.get(sha1);
    if (swarm != null && !swarm.complete) {
      swarm.complete = true;
      announceNext(swarm, COMPLETED);
    }
  }

  /** Once; what is being stopped already keeps its time. */
  synchronized void stop(String sha1) {
    var swarm = swarms.get(sha1);
    if (swarm != null && !swarm.next.equals(STOPPED)) {
      announceNext(swarm, STOPPED);
    }
  }

  /** Everything is stopped, each by one more announce. */
  synchronized void stopAll() {
    closed = true;
    for (var swarm : swarms.values()) { // a download that has just ended is announced before
      announceNext(swarm, swarm.next.equals(COMPLETED) ? COMPLETED : STOPPED);
    }
    notifyAll();
  }

  /** The tracker does not know this peer, so it has to be told again. */
  synchronized void announceAnew(List<String> contents) {
    for (var sha1 : contents) {
      var swarm = swarms.get(sha1);
      if (swarm != null && swarm.isScraped()) {
        announceNext(swarm, COMPLETED);
      }
    }
  }

  private void announceNext(Swarm swarm, String event) {
    swarm.next = event;
    swarm.atNs = System.nanoTime();
    notifyAll();
  }

  /** Waits for the content that is due; null once all are stopped after {@link #stopAll}. */
  synchronized @Nullable String awaitDue() throws InterruptedException {
    while (!closed || !swarms.isEmpty()) {
      long now = System.nanoTime();
      long wait = AGAIN_NS;
      for (var one : swarms.entrySet()) {
        long left = one.getValue().atNs - now;
        if (left <= 0) {
          return one.getKey();
        }
        wait = Math.min(wait, left);
      }
      wait(1 + TimeUnit.NANOSECONDS.toMillis(wait));
    }
    return null;
  }

  /** The event to announce for a content. */
  synchronized String next(String sha1) {
    var swarm = swarms.get(sha1);
    return swarm == null ? STOPPED : swarm.next;
  }

  /** All contents to be named in the scrape that this one is due for; empty: it is announced. */
  synchronized List<String> scraped(String due) {
    var swarm = swarms.get(due);
    var all = new ArrayList<String>();
    if (swarm != null && swarm.isScraped()) {
      all.add(due);
      swarms.entrySet().stream()
          .filter(other -> other.getValue().isScraped() && !other.getKey().equals(due))
          .limit(ReplicatedPackets.MOST_HASHES - 1)
          .forEach(other -> all.add(other.getKey()));
    }
    return all;
  }

  /** A tracker has answered an announce, and wants the next one after the interval. */
  synchronized void answered(String sha1, String event, int intervalSeconds) {
    var swarm = swarms.get(sha1);
    if (swarm == null) {
      return;
    }
    if (event.equals(STOPPED)) {
      swarms.remove(sha1);
    } else if (swarm.next.equals(event)) { // nothing has happened meanwhile
      intervalNs = TimeUnit.SECONDS.toNanos(Math.max(1, intervalSeconds));
      swarm.next = closed ? STOPPED : NONE;
      swarm.atNs = System.nanoTime() + (closed ? 0 : intervalNs);
    }
  }

  /** A scrape of these is recorded. */
  synchronized void scrapedAll(List<String> contents) {
    for (var sha1 : contents) {
      var swarm = swarms.get(sha1);
      if (swarm != null && swarm.isScraped()) { // nothing has happened meanwhile
        swarm.atNs = System.nanoTime() + intervalNs;
      }
    }
  }

  /** Until a content is announced again after {@link #failed}; -1: never. */
  synchronized int retrySeconds() {
    return closed ? -1 : AGAIN_SECONDS;
  }

  /** There was no good answer. A peer that stops does not try again. */
  synchronized void failed(List<String> contents) {
    if (closed) {
      contents.forEach(swarms::remove);
    }
    for (var sha1 : contents) {
      var swarm = swarms.get(sha1);
      if (swarm != null) {
        swarm.atNs = System.nanoTime() + AGAIN_NS;
      }
    }
  }
}
