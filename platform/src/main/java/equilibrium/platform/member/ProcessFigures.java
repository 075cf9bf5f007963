package equilibrium.platform.member;

import com.sun.management.OperatingSystemMXBean;
import equilibrium.schemas.event.Vitals;
import java.lang.management.GarbageCollectorMXBean;
import java.lang.management.ManagementFactory;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Heap, processor time and garbage collection of this process, as the JVM counts them. */
final class ProcessFigures {
  private static final @Nullable OperatingSystemMXBean SYSTEM =
      ManagementFactory.getOperatingSystemMXBean() instanceof OperatingSystemMXBean system
          ? system
          : null;

  /** Those that let the program stand still; the others work beside it. */
  private static final List<GarbageCollectorMXBean> PAUSES =
      ManagementFactory.getGarbageCollectorMXBeans().stream()
          .filter(collector -> !isBeside(collector.getName()))
          .toList();

  private static boolean isBeside(String collector) {
    return collector.contains("Concurrent") || collector.contains("Cycles");
  }

  static void write(Vitals.Builder to) {
    var runtime = Runtime.getRuntime();
    to.setHeapBytes(runtime.totalMemory() - runtime.freeMemory())
        .setHeapMaxBytes(runtime.maxMemory())
        .setCpuMs(cpuMs())
        .setGcMs(PAUSES.stream().mapToLong(each -> Math.max(0, each.getCollectionTime())).sum());
  }

  private static @Nullable Long cpuMs() {
    long ns = SYSTEM == null ? -1 : SYSTEM.getProcessCpuTime();
    return ns < 0 ? null : TimeUnit.NANOSECONDS.toMillis(ns);
  }

  private ProcessFigures() {}
}
