package equilibrium.platform;

import com.sun.management.OperatingSystemMXBean;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.MeterBinder;
import java.lang.management.GarbageCollectorMXBean;
import java.lang.management.ManagementFactory;

/** Heap, garbage collection and processors of the process. */
final class JvmFigures implements MeterBinder {
  private static final double MS_PER_SECOND = 1e3;
  private static final double NS_PER_SECOND = 1e9;

  @Override
  public void bindTo(MeterRegistry metrics) {
    var memory = ManagementFactory.getMemoryMXBean();
    Gauge.builder("equilibrium_heap_bytes", memory, m -> m.getHeapMemoryUsage().getUsed())
        .description("Used heap, with what garbage collection would free")
        .register(metrics);
    Gauge.builder("equilibrium_heap_limit_bytes", memory, m -> m.getHeapMemoryUsage().getMax())
        .description("The most that the heap may grow to")
        .register(metrics);
    var collectors = ManagementFactory.getGarbageCollectorMXBeans();
    FunctionCounter.builder(
            "equilibrium_gc_seconds_total",
            collectors,
            all ->
                all.stream().mapToLong(GarbageCollectorMXBean::getCollectionTime).sum()
                    / MS_PER_SECOND)
        .description("Time of garbage collection")
        .register(metrics);
    if (ManagementFactory.getOperatingSystemMXBean() instanceof OperatingSystemMXBean system) {
      FunctionCounter.builder(
              "equilibrium_cpu_seconds_total", system, s -> s.getProcessCpuTime() / NS_PER_SECOND)
          .description("Time of processors that the process has taken")
          .register(metrics);
    }
  }
}
