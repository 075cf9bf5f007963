package equilibrium.bench.process;

import equilibrium.bench.process.Host.Command;
import equilibrium.platform.Fault;
import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * One process of a set-up. It is started again when it has ended by itself, as a service manager
 * would, and that is counted. Only the process that this object started is ever signalled.
 */
public final class Server {
  private static final int STOP_SECONDS = 30;

  private final String name;
  private final Command command;
  private final Path log;
  private final Host host;
  private @Nullable Process process;
  private boolean wanted;
  private boolean over;
  private int ended;

  /** Not started yet. */
  Server(String name, Command command, Path log, Host host) {
    this.name = name;
    this.command = command;
    this.log = log;
    this.host = host;
  }

  /** What it is called in messages. */
  public String name() {
    return name;
  }

  /** Starts it, unless it was ended for good. */
  public synchronized void start() {
    if (over) {
      return;
    }
    try {
      wanted = true;
      process = host.start(command, log);
    } catch (IOException e) {
      throw new Fault("%s cannot be started: %s".formatted(name, e), e);
    }
  }

  /** Ends it at once (SIGKILL), and waits until it has ended. */
  public synchronized void kill() {
    wanted = false;
    var running = process;
    if (running != null) {
      running.destroyForcibly();
      running.onExit().join();
    }
  }

  /** As {@link #kill}, for good: it is never started again. */
  public synchronized void end() {
    over = true;
    kill();
  }

  /** Asks it to end (SIGTERM), and ends it if that takes longer than half a minute. */
  public synchronized void stop() {
    wanted = false;
    var running = process;
    if (running != null && running.isAlive()) {
      running.destroy();
      try {
        if (!running.waitFor(STOP_SECONDS, TimeUnit.SECONDS)) {
          kill();
        }
      } catch (InterruptedException _) {
        Thread.currentThread().interrupt();
        kill();
      }
    }
  }

  /** SIGSTOP: it stands still and does not know. */
  public void freeze() {
    signal("-STOP");
  }

  /** SIGCONT. */
  public void thaw() {
    signal("-CONT");
  }

  private synchronized void signal(String signal) {
    var running = process;
    if (running != null && running.isAlive()) {
      Tool.run("kill", signal, Long.toString(running.pid()));
    }
  }

  /** Starts it again if it has ended although nobody asked it to. */
  public synchronized void revive() {
    var running = process;
    if (wanted && running != null && !running.isAlive()) {
      ended++;
      start();
    }
  }

  /** Its process id; it must have been started. */
  public synchronized long pid() {
    var running = process;
    if (running == null) {
      throw new IllegalStateException(name + " was not started");
    }
    return running.pid();
  }

  /** How often it ended by itself. */
  public synchronized int ended() {
    return ended;
  }
}
