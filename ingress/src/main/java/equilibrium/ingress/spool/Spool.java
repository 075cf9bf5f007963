package equilibrium.ingress.spool;

import equilibrium.platform.BackgroundTask;
import equilibrium.platform.Backoff;
import equilibrium.schemas.EnumText;
import io.micrometer.core.instrument.MeterRegistry;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The spool: takes events, stores them by one thread in groups, and gives back those that are not
 * known to be in Kafka. It starts with what earlier processes left. A disk that fails, is full or
 * hangs stops nobody: events are refused until the disk is well again.
 */
public final class Spool implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Spool.class);
  private static final int GROUP = 4096;
  private static final long IDLE_MS = 100;
  private static final long FLUSH_STEP_NS = 1_000_000;
  private static final Duration CARE = Duration.ofMillis(250);
  private static final Duration READ_AGAIN = Duration.ofMinutes(1);
  private static final Duration PATIENCE = Duration.ofSeconds(3);
  private static final String CHECKPOINT = "published";

  private final Disk disk;
  private final Segments segments;
  private final Backlog backlog;
  private final BlockingQueue<SpoolEntry> queue;
  private final SpoolMetrics metrics;
  private final SpoolWriter writer;
  private final BacklogReader reader;
  private final Checkpoint found;
  private final Thread thread;
  private final BackgroundTask care;
  private final Set<String> unreadable = ConcurrentHashMap.newKeySet();
  private final Backoff backoff = new Backoff(Duration.ofSeconds(1), Duration.ofMinutes(1));
  private volatile long retryNs = System.nanoTime();
  private volatile long confirmedNs = System.nanoTime();
  private long readAgainNs = System.nanoTime();
  private volatile SpoolState state = SpoolState.ACCEPTING;
  private volatile boolean stalled;
  private volatile boolean writing;
  private volatile boolean closing;

  /** The spool in {@code /status}. */
  public record Status(String state, long waitingEvents, long oldestSeconds, long bytes) {}

  /** Events in the order in which they were stored, and how far they reach. */
  public record Chunk(long from, long to, List<SpooledEvent> events) {
    public Chunk {
      events = List.copyOf(events);
    }
  }

  /**
   * Opens the spool in this folder.
   *
   * @param queue events that wait to be stored, at most
   */
  public static Spool open(Path folder, SpoolConfig config, int queue, MeterRegistry metrics) {
    return new Spool(new FolderDisk(folder), config, Segments.Size.DEFAULT, queue, metrics);
  }

  Spool(Disk disk, SpoolConfig config, Segments.Size size, int queue, MeterRegistry metrics) {
    this.disk = disk;
    this.segments = new Segments(disk, config, size);
    this.found = checkpoint();
    this.queue = new ArrayBlockingQueue<>(queue);
    this.backlog = new Backlog(found.publishedTo());
    this.metrics = new SpoolMetrics(metrics, this);
    this.writer = new SpoolWriter(segments, backlog, this.metrics);
    this.reader = new BacklogReader(segments, backlog, this.metrics, this::unreadable);
    careNow();
    this.thread = Thread.ofPlatform().name("spool").start(this::run);
    this.care = BackgroundTask.start("spool-care", this::care);
  }

  private Checkpoint checkpoint() {
    try {
      disk.list(); // makes the folder
      var text = disk.text(CHECKPOINT);
      if (text == null) {
        return Checkpoint.NONE;
      }
      var parsed = Checkpoint.parse(text);
      if (parsed != null) {
        return parsed;
      }
      LOG.atWarn()
          .log("the spool's file \"published\" is damaged: all kept events are published again");
    } catch (IOException e) {
      fail(e);
    }
    return Checkpoint.NONE;
  }

  /** Has what files of an earlier process hold be published. */
  private void readFiles(long nowNs) throws IOException {
    boolean first = !segments.isFound();
    if (!first && (!segments.hasUnread() || nowNs - readAgainNs < 0)) {
      return;
    }
    if (first) {
      segments.find(found.publishedTo());
    }
    readAgainNs = nowNs + READ_AGAIN.toNanos();
    var left = segments.read(this::unreadable);
    if (first) {
      backlog.endAt(segments.nextBase());
    }
    metrics.damaged.increment(left.damaged());
    left.unpublished().forEach(backlog::await);
    if (!left.unpublished().isEmpty() || left.damaged() > 0 || left.torn() > 0) {
      LOG.atInfo()
          .addKeyValue("events", backlog.waiting())
          .addKeyValue("damaged", left.damaged())
          .addKeyValue("torn", left.torn())
          .log("the spool has events that are not in Kafka, which are published now");
    }
  }

  /** Counted and logged once a file, however often it is tried. */
  private void unreadable(String file, IOException e) {
    if (unreadable.add(file)) {
      metrics.damaged.increment();
      LOG.atError()
          .addKeyValue("file", file)
          .addKeyValue("cause", e.toString())
          .log("a file of the spool cannot be read: it stays and is tried again; check the disk");
    }
  }

  /** Takes an event to be stored; false: the spool takes none. Never blocks. */
  public boolean offer(SpoolEntry event) {
    boolean taken = !closing && !stalled && state == SpoolState.ACCEPTING && queue.offer(event);
    if (!taken) {
      metrics.refused.increment();
    }
    return taken;
  }

  public SpoolState state() {
    return stalled && state == SpoolState.ACCEPTING ? SpoolState.STALLED : state;
  }

  /** An event has waited too long: the disk hangs. Events are refused until a write ends. */
  public void stall() {
    if (!stalled) {
      stalled = true;
      LOG.atWarn().log("the spool's disk does not answer: events are not stored until it does");
    }
  }

  private void run() {
    var group = new ArrayList<SpoolEntry>(GROUP);
    while (!closing || !queue.isEmpty()) {
      try {
        var first = queue.poll(IDLE_MS, TimeUnit.MILLISECONDS);
        if (first == null) {
          recovered();
          continue;
        }
        writing = true;
        group.add(first);
        queue.drainTo(group, GROUP - 1);
        writer.commit(group);
        recovered();
      } catch (IOException e) {
        fail(e);
      } catch (RuntimeException e) { // a bug; the next events are stored all the same
        fail(new IOException(e));
      } catch (InterruptedException _) {
        return;
      } finally {
        group.clear();
        writing = false;
      }
    }
  }

  /** Waits until what was taken is stored or refused, some seconds at most. */
  public void flush() {
    long endNs = System.nanoTime() + PATIENCE.toNanos();
    while ((writing || !queue.isEmpty()) && System.nanoTime() - endNs < 0) {
      LockSupport.parkNanos(FLUSH_STEP_NS);
    }
  }

  private void recovered() {
    if (stalled) {
      stalled = false;
      LOG.atInfo().log("the spool's disk answers again: events are stored");
    }
  }

  private void care(BackgroundTask running) {
    while (!running.isClosed(CARE)) {
      careNow();
    }
  }

  /** Reads what is unread, deletes, makes a spare, and looks whether there is room. */
  private void careNow() {
    if (state == SpoolState.FAILED && System.nanoTime() - retryNs < 0) {
      return;
    }
    try {
      long nowNs = System.nanoTime();
      readFiles(nowNs);
      segments.delete(backlog.publishedTo(), writer.segment(), nowNs, confirmedNs);
      if (segments.isDiskLow()) {
        become(SpoolState.DISK_LOW);
        return;
      }
      segments.prepare();
      become(SpoolState.ACCEPTING);
    } catch (Segments.NoRoom e) {
      var current = writer.segment();
      if (current == null || current.room() < RecordFormat.MOST_BYTES) {
        become(e.state);
      }
    } catch (IOException e) {
      fail(e);
    }
  }

  private void fail(IOException e) {
    if (e instanceof Segments.NoRoom room) {
      become(room.state);
      return;
    }
    long now = System.nanoTime();
    retryNs = now + backoff.failed(now).toNanos();
    if (state != SpoolState.FAILED) {
      state = SpoolState.FAILED;
      LOG.atError()
          .addKeyValue("cause", e.toString())
          .log("the spool cannot be written: events are not stored; check the disk");
    }
  }

  private void become(SpoolState next) {
    if (state != next) {
      state = next;
      LOG.atWarn()
          .addKeyValue("state", EnumText.of(next))
          .log(
              next == SpoolState.ACCEPTING
                  ? "the spool stores events again"
                  : "the spool stores no events: free some disk, or see why Kafka takes none");
    }
  }

  /** What an earlier process knew to be in Kafka. */
  public Checkpoint found() {
    return found;
  }

  /** Everything before it is in Kafka, as far as the next process must know. */
  public long publishedTo() {
    return segments.unreadFrom(backlog.publishedTo());
  }

  /** The log was seen to have every event that Kafka has acknowledged. */
  public void confirmed() {
    confirmedNs = System.nanoTime();
  }

  /** Keeps what is known to be in Kafka, for the next process. */
  public void keep(Checkpoint checkpoint) {
    try {
      disk.replace(CHECKPOINT, checkpoint.text());
    } catch (IOException e) {
      fail(e);
    }
  }

  /**
   * The oldest events that wait to be published; null: none waits, or they cannot be read now. What
   * is damaged is passed over and counted. One thread calls.
   */
  public @Nullable Chunk next(int most) {
    return reader.next(most);
  }

  /**
   * Kafka has acknowledged these events.
   *
   * @param late how many of them came later than folds allow
   */
  public void published(Chunk chunk, int late) {
    backlog.published(chunk.from(), chunk.to(), chunk.events().size());
    metrics.published.increment(chunk.events().size());
    metrics.late.increment(late);
  }

  /**
   * Has events be published again, though Kafka has acknowledged them.
   *
   * @param sinceMs those that were stored since; real milliseconds since 1970
   * @return how many
   */
  public long again(long sinceMs) {
    return reader.again(sinceMs);
  }

  double oldestSeconds() {
    long now = System.currentTimeMillis();
    return (now - backlog.oldestMs(now)) / 1e3;
  }

  double waiting() {
    return backlog.waiting();
  }

  double bytes() {
    return segments.bytes();
  }

  public Status status() {
    return new Status(
        EnumText.of(state()), backlog.waiting(), (long) oldestSeconds(), segments.bytes());
  }

  /** Stores what waits. */
  @Override
  public void close() {
    closing = true;
    try {
      thread.join(PATIENCE);
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
    care.close();
    segments.close();
  }
}
