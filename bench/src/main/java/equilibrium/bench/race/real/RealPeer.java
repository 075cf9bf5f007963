package equilibrium.bench.race.real;

import equilibrium.peer.Event;
import equilibrium.peer.Limits;
import equilibrium.peer.Peer;
import equilibrium.peer.PeerConfig;
import equilibrium.peer.PeerConfig.Trackers;
import equilibrium.peer.Torrent;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;

/** A peer of a race. What it says that no peer of a race should say is kept. */
final class RealPeer implements AutoCloseable {
  private static final int MOST_COMPLAINTS = 20;

  private final Peer peer;
  private boolean announced;
  private OptionalDouble seconds = OptionalDouble.empty();
  private long uploaded;
  private final List<String> complaints = new ArrayList<>();

  private RealPeer(Path folder, String url, Entrant entrant, Limits limits) {
    var config = PeerConfig.in(folder, Trackers.of(url).withKey(entrant.key())).withLimits(limits);
    peer = Peer.open(config, this::take);
  }

  /**
   * Opens it; it has no torrent yet.
   *
   * @param folder of its own
   * @param url of the tracker, without a key
   */
  static RealPeer open(Path folder, String url, Entrant entrant, Limits limits) {
    return new RealPeer(folder, url, entrant, limits);
  }

  private synchronized void take(Event event) {
    switch (event) {
      case Event.Announced _ -> announced = true;
      case Event.Completed completed -> {
        seconds = OptionalDouble.of(completed.seconds());
        notifyAll();
      }
      case Event.Progress progress -> uploaded = progress.uploaded();
      case Event.Stopped stopped -> uploaded = stopped.uploaded();
      case Event.Refused refused -> complain("refused: " + refused.text());
      case Event.Warned warned -> complain("warned: " + warned.text());
      case Event.NotRecorded _ -> complain("an announce was not recorded");
      case Event.ChunkLost lost -> complain("a chunk was lost: " + lost.why());
      case Event.Failed failed -> complain(failed.text());
      case Event.Dropped dropped -> complain(dropped.events() + " events were dropped");
      case Event.Listening _,
          Event.Answered _,
          Event.Connected _,
          Event.Disconnected _,
          Event.Verified _,
          Event.ChunkDone _ -> {}
    }
  }

  private void complain(String text) {
    if (complaints.size() < MOST_COMPLAINTS) {
      complaints.add(text);
    }
  }

  /** Makes a private torrent of a file and uploads it. */
  Torrent share(Path file, int chunkBytes) {
    return peer.share(file, chunkBytes, true);
  }

  /** Starts to download a torrent into a folder. */
  void get(Torrent torrent, Path to) {
    peer.get(torrent, to);
  }

  /** Waits until it is complete. Returns the seconds that it took; empty: it took longer. */
  OptionalDouble awaitComplete(Duration patience) throws InterruptedException {
    return peer.awaitComplete(patience) ? awaitEvent() : OptionalDouble.empty();
  }

  /** It comes on another thread, a moment later. */
  private synchronized OptionalDouble awaitEvent() throws InterruptedException {
    while (seconds.isEmpty()) {
      wait();
    }
    return seconds;
  }

  /** Whether a tracker has answered it. */
  synchronized boolean isAnnounced() {
    return announced;
  }

  /** Bytes of content that it has sent, as of a second ago or its end. */
  synchronized long uploaded() {
    return uploaded;
  }

  /** What went wrong; empty: nothing. */
  synchronized List<String> complaints() {
    return List.copyOf(complaints);
  }

  @Override
  public void close() {
    peer.close();
  }
}
