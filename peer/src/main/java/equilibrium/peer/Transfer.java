package equilibrium.peer;

import java.lang.ref.Reference;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.libtorrent4j.TorrentFlags;
import org.libtorrent4j.TorrentHandle;
import org.libtorrent4j.TorrentStatus;
import org.libtorrent4j.alerts.TrackerAnnounceAlert.TrackerAnnounceEvent;
import org.libtorrent4j.swig.announce_endpoint_vector;

/** One torrent in a session. Only the thread that reads libtorrent's alerts changes it. */
final class Transfer {
  private static final String STOPPED = "stopped";
  private static final long AGAIN_NS = 5_000_000_000L;

  /** An announce without an answer. */
  private record Asked(String event, long sinceNs) {}

  private final Torrent torrent;
  private final TorrentHandle handle;
  private final long addedNs = System.nanoTime();
  private final Map<String, Asked> asked = new HashMap<>();
  private final Set<String> joined = new HashSet<>(); // trackers that list this peer
  private final BitSet there;
  private double firstChunk;
  private double half;
  private boolean complete;
  private boolean paused;
  private boolean completing;
  private boolean starting; // its trackers are about to be asked for the first time
  private volatile boolean asking; // for other threads
  private volatile boolean atRest; // for other threads
  private @Nullable Long failedNs; // when a file could not be written
  private long downloaded;
  private long uploaded;

  /**
   * A torrent that libtorrent has just started.
   *
   * @param tracked whether it has trackers, which libtorrent then asks at once
   */
  Transfer(Torrent torrent, TorrentHandle handle, BitSet have, boolean tracked) {
    this.torrent = torrent;
    this.handle = handle;
    there = (BitSet) have.clone();
    complete = have.cardinality() == torrent.chunks();
    starting = tracked;
    settle();
  }

  Torrent torrent() {
    return torrent;
  }

  String sha1() {
    return torrent.sha1();
  }

  TorrentHandle handle() {
    return handle;
  }

  void ask(String url, TrackerAnnounceEvent event) {
    starting = false;
    asked.put(url, new Asked(event.name().toLowerCase(Locale.ROOT), System.nanoTime()));
    settle();
  }

  /** The answer to an announce; null if none was expected. */
  Event.@Nullable Announced answered(String url, int peers) {
    var question = asked.remove(url);
    if (question == null) {
      return null;
    }
    completing &= !question.event().equals("completed");
    if (question.event().equals(STOPPED)) {
      joined.remove(url);
    } else {
      joined.add(url);
    }
    settle();
    int[] counts = counts(url);
    return new Event.Announced(
        sha1(),
        TrackerUrls.shown(url),
        String.valueOf(TrackerUrls.parsed(url).getScheme()),
        question.event(),
        peers,
        counts[0],
        counts[1],
        (System.nanoTime() - question.sinceNs()) / 1_000);
  }

  Event.Refused refused(String url, String reason) {
    asked.remove(url);
    starting = false;
    completing = false;
    joined.remove(url);
    settle();
    int retrySeconds = paused ? -1 : retrySeconds(url);
    return new Event.Refused(sha1(), TrackerUrls.shown(url), reason, retrySeconds);
  }

  /** As libtorrent has planned it. It waits at least for the interval of a failure. */
  private int retrySeconds(String url) {
    long next = 0;
    var trackers = handle.swig().trackers();
    try {
      for (int i = 0; i < trackers.size(); i++) {
        if (trackers.get(i).getUrl().equals(url)) {
          next = Math.max(next, nextMillis(trackers.get(i).getEndpoints()));
        }
      }
    } finally {
      Reference.reachabilityFence(trackers);
    }
    return (int) Math.max(0, (next - System.currentTimeMillis()) / 1_000);
  }

  private static long nextMillis(announce_endpoint_vector endpoints) {
    long next = 0;
    for (int i = 0; i < endpoints.size(); i++) {
      next = Math.max(next, endpoints.get(i).get_infohash_v1().get_next_announce());
    }
    return next;
  }

  private void settle() {
    asking = starting || completing || !asked.isEmpty();
    atRest = paused && asked.isEmpty() && joined.isEmpty();
  }

  /**
   * Seeders and leechers as the last reply says, each -1 if it does not. The elements lie in the
   * memory of the vectors, which must therefore outlive them.
   */
  private int[] counts(String url) {
    int[] counts = {-1, -1};
    var trackers = handle.swig().trackers();
    try {
      for (int i = 0; i < trackers.size(); i++) {
        if (trackers.get(i).getUrl().equals(url)) {
          add(trackers.get(i).getEndpoints(), counts);
        }
      }
    } finally {
      Reference.reachabilityFence(trackers);
    }
    return counts;
  }

  private static void add(announce_endpoint_vector endpoints, int[] counts) {
    for (int i = 0; i < endpoints.size(); i++) {
      var found = endpoints.get(i).get_infohash_v1();
      counts[0] = Math.max(counts[0], found.getScrape_complete());
      counts[1] = Math.max(counts[1], found.getScrape_incomplete());
    }
  }

  /** Null if the chunk was there: a check of the files may have found it before. */
  Event.@Nullable ChunkDone chunkDone(int chunk) {
    boolean known = there.get(chunk);
    there.set(chunk);
    if (firstChunk == 0) {
      firstChunk = seconds();
    }
    if (half == 0 && there.cardinality() * 2 >= torrent.chunks()) {
      half = seconds();
    }
    return known ? null : new Event.ChunkDone(sha1(), torrent.offset(chunk));
  }

  Event.ChunkLost chunkLost(int chunk) {
    there.clear(chunk);
    return new Event.ChunkLost(sha1(), torrent.offset(chunk), "its hash is wrong");
  }

  /**
   * What libtorrent has found on disk otherwise than it was told.
   *
   * @param found the chunks that are right
   */
  List<Event> checked(BitSet found) {
    var changed = new ArrayList<Event>();
    for (int chunk = 0; chunk < torrent.chunks(); chunk++) {
      long offset = torrent.offset(chunk);
      if (found.get(chunk) && !there.get(chunk)) {
        changed.add(new Event.ChunkDone(sha1(), offset));
      } else if (!found.get(chunk) && there.get(chunk)) {
        changed.add(new Event.ChunkLost(sha1(), offset, "the disk has other bytes"));
      }
    }
    there.clear();
    there.or(found);
    return changed;
  }

  /** Once; null if it has been complete before. */
  Event.@Nullable Completed finished() {
    if (complete) {
      return null;
    }
    complete = true;
    completing = !joined.isEmpty();
    settle();
    update(handle.status(true));
    return new Event.Completed(sha1(), seconds(), firstChunk, half, downloaded);
  }

  /**
   * libtorrent downloads no more once a file cannot be written, as when the disk is full. True
   * once, until it is tried again.
   */
  boolean isFirstFailure() {
    boolean first = failedNs == null;
    failedNs = System.nanoTime();
    return first;
  }

  void tryToWriteAgain() {
    if (failedNs != null && System.nanoTime() - failedNs >= AGAIN_NS) {
      failedNs = null;
      handle.unsetFlags(TorrentFlags.UPLOAD_MODE);
    }
  }

  Event.Progress progress(TorrentStatus status) {
    update(status);
    return new Event.Progress(
        sha1(),
        status.totalDone(),
        torrent.size(),
        downloaded,
        uploaded,
        status.downloadPayloadRate(),
        status.uploadPayloadRate());
  }

  private void update(TorrentStatus status) {
    downloaded = status.totalPayloadDownload();
    uploaded = status.totalPayloadUpload();
  }

  Event.Stopped stopped() {
    paused = true;
    starting = false;
    settle();
    update(handle.status(true));
    return new Event.Stopped(sha1(), downloaded, uploaded);
  }

  /**
   * A tracker is being asked, or will be at once: for the first time, or because the content has
   * become complete. Any thread may ask.
   */
  boolean isAsking() {
    return asking;
  }

  /**
   * Its files are written, and every tracker has answered its {@code stopped}. Any thread may ask.
   */
  boolean isAtRest() {
    return atRest;
  }

  private double seconds() {
    return (System.nanoTime() - addedNs) / 1e9;
  }
}
