package equilibrium.bench.load;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Reads what processes have used, from {@code /proc} and the processes' CPU clocks. The clocks are
 * exact to nanoseconds; the ticks of {@code /proc} only divide the time into user and system.
 *
 * @param server process id of the tracker; 0: not known
 * @param log process id of the broker; 0: none
 */
public record Meter(long server, long log) {
  /** Linux reports times to programs in hundredths of a second. */
  static final long TICK_US = 10_000;

  private static final int USER = 11;
  private static final int SYSTEM = 12;
  private static final int IDLE = 4;
  private static final int WAITING = 5;
  private static final int SOFT_INTERRUPTS = 7;

  Usage read() {
    var stat = server == 0 ? new Ticks(0, 0) : ticks(text(Path.of("/proc/" + server + "/stat")));
    return new Usage(
        server == 0 ? 0 : CpuClock.readNs(server),
        stat.user,
        stat.system,
        log == 0 ? 0 : CpuClock.readNs(log),
        CpuClock.readNs(ProcessHandle.current().pid()),
        busy(text(Path.of("/proc/stat"))));
  }

  /** User and system time of a process. */
  record Ticks(long user, long system) {}

  /** Reads {@code /proc/PID/stat}; the program's name in it may hold anything. */
  static Ticks ticks(String stat) {
    var fields = stat.substring(stat.lastIndexOf(')') + 1).strip().split(" ", -1);
    return fields.length <= SYSTEM
        ? new Ticks(0, 0)
        : new Ticks(Long.parseLong(fields[USER]), Long.parseLong(fields[SYSTEM]));
  }

  /** Reads {@code /proc/stat}: ticks of all processors in which they did not idle. */
  static long busy(String stat) {
    var fields = stat.lines().findFirst().orElse("").split(" +", -1);
    long busy = 0;
    for (int i = 1; i < fields.length && i <= SOFT_INTERRUPTS; i++) {
      busy += i == IDLE || i == WAITING ? 0 : Long.parseLong(fields[i]);
    }
    return busy;
  }

  private static String text(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException _) { // the process has ended
      return "";
    }
  }
}
