package equilibrium.peer;

import equilibrium.peer.PeerConfig.Wire;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.BitSet;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A peer with a memory. It shares files, downloads torrents, and goes on after a restart with the
 * chunks that are still right on its disk. One process at a time uses its folder.
 */
public final class Peer implements AutoCloseable {
  private final PeerConfig config;
  private final FolderLock lock;
  private final ChunkMemory memory;
  private final EventQueue queue;
  private final Session session;
  private final @Nullable ReplicatedRequester requester;
  private final List<Content> contents = new CopyOnWriteArrayList<>();
  private final Completion completion = new Completion();

  private Peer(PeerConfig config, FolderLock lock, Consumer<Event> reader) {
    this.config = config;
    this.lock = lock;
    boolean replicated = config.trackers().wire() == Wire.REPLICATED;
    var exchange = replicated ? exchange() : null;
    NativeLibrary.loadFrom(config.data().resolve("native"));
    queue = new EventQueue(reader);
    memory = ChunkMemory.open(config.data(), text -> queue.add(new Event.Failed(text)));
    try {
      session = new Session(config, this::take, this::limitTime);
    } catch (PeerFault e) {
      memory.close();
      queue.close();
      throw e;
    }
    requester =
        exchange == null
            ? null
            : new ReplicatedRequester(
                config.trackers().urls().getFirst(),
                exchange,
                session.port(),
                session::connect,
                this::take);
  }

  private ReplicatedExchange exchange() {
    var trackers = config.trackers();
    if (trackers.urls().size() != 1 || trackers.key() != null) {
      throw new PeerFault(
          "the replicated layout needs exactly one --tracker, udp://HOST:PORT, and knows no --key");
    }
    var target =
        new ReplicatedExchange.Target(
            TrackerUrls.parsed(trackers.urls().getFirst()),
            config.network().address(),
            trackers.multicast());
    return new ReplicatedExchange(target, ReplicatedExchange.PATIENCE, this::take);
  }

  /**
   * Opens the memory and starts to listen.
   *
   * @param reader is told every event, on a thread of its own
   */
  public static Peer open(PeerConfig config, Consumer<Event> reader) {
    var lock = FolderLock.on(config.data());
    try {
      return new Peer(config, lock, reader);
    } catch (RuntimeException e) {
      lock.close();
      throw e;
    }
  }

  /** Where it accepts connections. */
  public int port() {
    return session.port();
  }

  /** Makes a torrent of a file or folder and uploads it. Returns the torrent. */
  public Torrent share(Path content, int chunkBytes, boolean isPrivate) {
    var torrent = TorrentMaker.of(content, chunkBytes, isPrivate);
    var folder = Objects.requireNonNull(content.toAbsolutePath().getParent());
    var all = new BitSet();
    all.set(0, torrent.chunks());
    memory.remember(torrent, folder);
    memory.addAll(torrent, all);
    start(new Content(torrent, folder, null), all, trackers(torrent));
    return torrent;
  }

  /** Writes the torrent with the trackers of this peer; their announce key is left out. */
  public void write(Torrent torrent, Path file) {
    try {
      Files.write(file, torrent.bytes(config.trackers().urls()));
    } catch (IOException e) {
      throw new PeerFault("%s cannot be written: %s".formatted(file, e), e);
    }
  }

  /** Downloads a torrent into a folder, from the chunks on that are there. */
  public void get(Torrent torrent, Path to) {
    try {
      Files.createDirectories(to);
      torrent.verifyInside(to);
      demandRoom(torrent, to);
    } catch (IOException e) {
      throw new PeerFault("%s cannot be used: %s".formatted(to, e), e);
    }
    resume(torrent, to.toAbsolutePath(), trackers(torrent));
  }

  private static void demandRoom(Torrent torrent, Path to) throws IOException {
    long there = 0;
    for (var part : torrent.parts()) {
      var file = to.resolve(part.path());
      there += Files.exists(file) ? Math.min(part.size(), Files.size(file)) : 0;
    }
    long free = Files.getFileStore(to).getUsableSpace();
    if (free < torrent.size() - there) {
      throw new PeerFault(
          "%s has %,d bytes free, but %s needs %,d"
              .formatted(to, free, torrent.name(), torrent.size() - there));
    }
  }

  /** Goes on with everything that is remembered; returns how many contents that are. */
  public int resume() {
    var all = memory.contents();
    for (var content : all) {
      var own = config.trackers().urls().isEmpty();
      var stored = TrackerUrls.stored(config.data(), content.torrent().sha1());
      resume(content.torrent(), content.folder(), own ? stored : trackers(content.torrent()));
    }
    return all.size();
  }

  private void resume(Torrent torrent, Path folder, List<String> trackers) {
    var known = memory.content(torrent.sha1());
    var content =
        new Content(
            torrent, folder, known != null && known.folder().equals(folder) ? known.stamp() : null);
    var remembered = memory.chunks(torrent);
    var result = Verification.of(content, remembered, false, ThreadLocalRandom.current());
    memory.remember(torrent, folder); // not clean from here on
    result.lost().stream()
        .forEach(chunk ->
            take(
                new Event.ChunkLost(
                    torrent.sha1(), torrent.offset(chunk), "the disk has other bytes")));
    queue.add(
        new Event.Verified(
            torrent.sha1(),
            remembered.cardinality(),
            result.hashed(),
            result.lost().cardinality()));
    start(content, result.good(), trackers);
  }

  private List<String> trackers(Torrent torrent) {
    var own = config.trackers();
    return (own.urls().isEmpty() ? torrent.trackers() : own.urls())
        .stream().map(url -> TrackerUrls.withKey(url, own.key())).toList();
  }

  private void start(Content content, BitSet have, List<String> trackers) {
    if (config.network().isLoopbackAlone()) {
      trackers.forEach(TrackerUrls::demandLoopback);
    }
    var sha1 = content.torrent().sha1();
    TrackerUrls.store(config.data(), sha1, trackers);
    boolean complete = have.cardinality() == content.torrent().chunks();
    if (!completion.add(sha1, complete)) {
      throw new PeerFault("%s is already in transfer".formatted(content.torrent().name()));
    }
    if (requester == null) {
      session.add(content.torrent(), content.folder(), have, trackers);
    } else {
      session.add(content.torrent(), content.folder(), have, List.of());
      requester.add(sha1, complete);
    }
    contents.add(content); // from here on its time of seeding is limited
  }

  private void take(Event event) {
    switch (event) {
      case Event.ChunkDone(var sha1, var offset) -> memory.add(sha1, offset);
      case Event.ChunkLost(var sha1, var offset, _) -> memory.lose(sha1, offset);
      case Event.Completed completed -> complete(completed.sha1());
      case Event.Progress progress -> limit(progress.sha1(), progress.uploaded(), progress.of());
      case Event.Stopped stopped -> completion.end(stopped.sha1());
      case Event.Listening _,
          Event.Announced _,
          Event.Warned _,
          Event.Refused _,
          Event.NotRecorded _,
          Event.Answered _,
          Event.Connected _,
          Event.Disconnected _,
          Event.Verified _,
          Event.Failed _,
          Event.Dropped _ -> {}
    }
    queue.add(event);
  }

  private void complete(String sha1) {
    completion.complete(sha1);
    if (requester != null) {
      requester.completed(sha1);
    }
  }

  /** A seeder that nobody asks has no progress, but its time ends too. */
  private void limitTime() {
    for (var content : contents) {
      limit(content.torrent().sha1(), 0, content.torrent().size());
    }
  }

  private void limit(String sha1, long uploaded, long size) {
    var seeding = completion.seeding(sha1);
    if (seeding != null && config.limits().isReached(uploaded, size, seeding)) {
      session.stop(sha1);
      if (requester != null) {
        requester.stop(sha1);
      }
    }
  }

  /** Waits until all torrents are complete; false if that takes longer. */
  public boolean awaitComplete(Duration patience) throws InterruptedException {
    return completion.awaitComplete(patience);
  }

  /** Waits until no torrent is shared any more, as the limits say; false if that takes longer. */
  public boolean awaitEnd(Duration patience) throws InterruptedException {
    return completion.awaitEnd(patience);
  }

  /** Announces {@code stopped}, waits at most 7 s for the trackers, and marks the memory clean. */
  @Override
  public void close() {
    if (requester != null) {
      requester.close();
    }
    session.close();
    try (lock;
        queue;
        memory) {
      contents.forEach(memory::stopped);
    }
  }
}
