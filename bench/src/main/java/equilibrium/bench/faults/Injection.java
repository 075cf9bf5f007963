package equilibrium.bench.faults;

import java.time.Duration;
import java.util.List;

/** A fault that is made. */
sealed interface Injection {

  /** One process is ended at once (SIGKILL) and started again after so long. */
  record Kill(String server, Duration away) implements Injection {}

  /** All processes and PostgreSQL are ended at once, and started again. */
  record KillAll() implements Injection {}

  /** The postmaster and its children are ended at once; who started it must start it again. */
  record KillPostgres() implements Injection {}

  /** All processes are asked to end (SIGTERM), and started again. */
  record Restart() implements Injection {}

  /** A process stands still (SIGSTOP), then goes on. */
  record Freeze(String server, Duration length) implements Injection {}

  /** The disk forgets what was not flushed to it, and everything that ran ends. */
  record PowerCut() implements Injection {}

  /** No byte more fits on the disk. */
  record FullDisk(Duration length) implements Injection {}

  /** Every write to the disk waits. */
  record HungDisk(Duration length) implements Injection {}

  /** Records that nobody can read, so many of each kind into each of these topics. */
  record Poison(List<String> topics, int each) implements Injection {
    public Poison {
      topics = List.copyOf(topics);
    }
  }
}
