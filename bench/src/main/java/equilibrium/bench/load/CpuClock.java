package equilibrium.bench.load;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.Arena;
import java.lang.invoke.MethodHandle;

/** The CPU clocks that Linux keeps of processes. */
final class CpuClock {
  private static final int TIME_BYTES = 16;
  private static final long SECOND_NS = 1_000_000_000;
  private static final MethodHandle GET = Linux.handle("clock_gettime", JAVA_INT, ADDRESS);

  /** CPU time of all threads of a process, nanoseconds; 0: there is no such process. */
  static long readNs(long pid) {
    try (var arena = Arena.ofConfined()) {
      var state = arena.allocate(Linux.STATE);
      var time = arena.allocate(TIME_BYTES, 8);
      int clock = (~(int) pid << 3) | 2; // the kernel's number of a process's clock
      int failed = (int) GET.invokeExact(state, clock, time);
      return failed != 0 ? 0 : time.get(JAVA_LONG, 0) * SECOND_NS + time.get(JAVA_LONG, 8);
    } catch (Throwable e) {
      throw new IllegalStateException(e);
    }
  }

  private CpuClock() {}
}
