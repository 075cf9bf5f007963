package equilibrium.bench.week;

import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A client in a swarm, from its started to its stopped. Counters are those of its end of each
 * transfer.
 */
final class Session {
  /** Numbers of clients that replies named; beyond, the oldest are forgotten. */
  private static final int MOST_KNOWN = 50;

  /** Until the next try when an announce failed, tracker time. */
  private static final long AGAIN_MS = 5 * 60_000;

  private final Client client;
  private final Torrent torrent;
  private final String peerId;
  private final double had; // bytes at its begin
  private final LinkedHashSet<Integer> known = new LinkedHashSet<>();
  private final Map<String, String> trackerIds = new HashMap<>(); // by info-hash
  private double uploaded;
  private double downloaded;
  private double invented; // bytes of upload that nobody got
  private String event = "started"; // to be sent; empty: none
  private boolean isWaiting; // for a reply
  private boolean isOver;
  private long nextMs;
  private long leavesMs = Long.MAX_VALUE;
  private long beganMs;

  /**
   * A session that will announce at a time.
   *
   * @param isSeed whether it has everything
   * @param atMs tracker time
   */
  Session(Client client, Torrent torrent, String peerId, boolean isSeed, long atMs) {
    this.client = client;
    this.torrent = torrent;
    this.peerId = peerId;
    this.had = isSeed ? torrent.size() : 0;
    this.nextMs = atMs;
  }

  Client client() {
    return client;
  }

  Torrent torrent() {
    return torrent;
  }

  String peerId() {
    return peerId;
  }

  /** Bytes. */
  double missing() {
    return Math.max(0, torrent.size() - had - downloaded);
  }

  boolean isSeed() {
    return missing() <= 0;
  }

  /** Whether the tracker knows it: it has begun, and is not about to leave. */
  boolean isPresent() {
    return beganMs > 0 && !event.equals("started") && !event.equals("stopped") && !isOver;
  }

  boolean isOver() {
    return isOver;
  }

  /** Whether one of the two heard of the other. */
  boolean isLinked(Session other) {
    return known.contains(other.client.number()) || other.known.contains(client.number());
  }

  void sends(double bytes) {
    uploaded += bytes;
  }

  void invents(double bytes) {
    invented += bytes;
  }

  long invented() {
    return (long) invented;
  }

  long uploaded() {
    return (long) uploaded;
  }

  /** Takes bytes; true: now it has everything. */
  boolean receives(double bytes) {
    downloaded += bytes;
    if (missing() >= 1) {
      return false;
    }
    downloaded = torrent.size();
    event = "completed";
    return true;
  }

  /** From that time on it wants to leave. */
  void leavesAt(long ms) {
    leavesMs = Math.max(1, ms);
  }

  /** The announce that is due, for one of its hashes; null: none. */
  @Nullable Announce due(long nowMs) {
    if (isWaiting || isOver) {
      return null;
    }
    if (event.isEmpty() && nowMs >= leavesMs) {
      event = "stopped";
      nextMs = nowMs;
    } else if (event.equals("completed")) {
      nextMs = Math.min(nextMs, nowMs);
    }
    return nowMs < nextMs ? null : announce(event, torrent.infoHash(), nowMs);
  }

  private Announce announce(String name, String infoHash, long nowMs) {
    long received = (long) downloaded;
    long left = torrent.size() - (long) had - received;
    long claimed = (long) uploaded + (long) invented;
    isWaiting = true;
    if (beganMs == 0) {
      beganMs = nowMs;
    }
    return new Announce(this, infoHash, name, claimed, received, left, trackerId(infoHash));
  }

  /** What the last reply for a hash asked to send back; null: nothing. */
  @Nullable String trackerId(String infoHash) {
    return trackerIds.get(infoHash);
  }

  /** Leaves as soon as it can; who never announced is over. */
  void leavesNow(long nowMs) {
    leavesMs = nowMs;
    if (beganMs == 0) {
      isOver = true;
    } else if (event.equals("started") || event.isEmpty()) {
      event = "stopped";
      nextMs = nowMs;
    }
  }

  /**
   * Takes a reply.
   *
   * @param clients how many there are
   * @param intervalMs tracker time until the next announce
   */
  void answered(Announce announce, Reply reply, int clients, long intervalMs, long nowMs) {
    for (int port : reply.ports()) {
      int number = Client.numberOf(port);
      if (number >= 0 && number < clients && number != client.number()) {
        known.remove(number);
        known.add(number);
      }
    }
    while (known.size() > MOST_KNOWN) {
      known.removeFirst();
    }
    if (reply.trackerId() != null) {
      trackerIds.put(announce.infoHash(), reply.trackerId());
    }
    if (!announce.isFirst()) {
      return;
    }
    isWaiting = false;
    if (reply.fault() != null && reply.intervalS() == 0) {
      nextMs = nowMs + AGAIN_MS;
      return;
    }
    nextMs = nowMs + (client.program().isHasty() ? Program.EARLY_MS : intervalMs);
    if (announce.event().equals("stopped")) {
      isOver = true;
    } else if (event.equals(announce.event())) {
      event = "";
    }
  }
}
