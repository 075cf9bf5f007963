package equilibrium.bench.faults;

import equilibrium.bench.process.PacketFilter;
import java.time.Duration;
import java.util.List;

/** A fault that is made. */
sealed interface Injection {

  /** One process is ended at once (SIGKILL) and started again after so long. */
  record Kill(String server, Duration away) implements Injection {}

  /** All processes and PostgreSQL are ended at once, and started again. */
  record KillAll() implements Injection {}

  /**
   * The postmaster and its children are ended at once. Where a process of its own serves
   * PostgreSQL, it starts again after so long; {@code up} must see to it by itself.
   */
  record KillPostgres(Duration away) implements Injection {}

  /** An ingress is ended at once, and starts while neither broker nor PostgreSQL runs. */
  record StartAlone(String server) implements Injection {}

  /**
   * PostgreSQL gets the files of a backup back. The load has gone on for so long since the backup,
   * and the projection with it.
   */
  record RestoreDatabase(Duration age) implements Injection {}

  /** All processes are asked to end (SIGTERM), and started again. */
  record Restart() implements Injection {}

  /** Packets between a program and the broker or PostgreSQL are dropped, then not any more. */
  record Cut(String program, String server, PacketFilter.Way way, Duration length)
      implements Injection {}

  /** A process stands still (SIGSTOP), then goes on. */
  record Freeze(String server, Duration length) implements Injection {}

  /** PostgreSQL's processes stand still (SIGSTOP), then go on. */
  record FreezePostgres(Duration length) implements Injection {}

  /** The disk forgets what was not flushed to it, and everything that ran ends. */
  record PowerCut() implements Injection {}

  /** As above, but only this process ends. */
  record PowerCutOf(String server) implements Injection {}

  /** No byte more fits on the disk. */
  record FullDisk(Duration length) implements Injection {}

  /** Every write to the disk waits. */
  record HungDisk(Duration length) implements Injection {}

  /** Each write to the disk waits up to {@code longest}. */
  record SlowDisk(Duration longest, Duration length) implements Injection {}

  /**
   * The system clock of an ingress is set while it runs, and stays so. It must count that.
   *
   * @param ahead of the true time; negative: behind it
   * @param length how long clients are watched
   */
  record SetClock(String server, Duration ahead, Duration length) implements Injection {}

  /**
   * An ingress is ended at once and started again with a clock that is off, as a machine whose
   * clock was wrong when it started. It must say how far the clock is off.
   *
   * @param ahead of the true time; negative: behind it
   * @param length how long clients are watched
   */
  record StartWithClock(String server, Duration ahead, Duration length) implements Injection {}

  /** Records that nobody can read, so many of each kind into each of these topics. */
  record Poison(List<String> topics, int each) implements Injection {
    public Poison {
      topics = List.copyOf(topics);
    }
  }
}
