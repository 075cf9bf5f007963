package equilibrium.ingress.explain;

import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.concurrent.atomic.LongAdder;

/** How often each of an enum's constants happened. */
public final class EnumCounts<E extends Enum<E>> {
  private final E[] constants;
  private final LongAdder[] counts;

  public EnumCounts(Class<E> of) {
    constants = of.getEnumConstants();
    counts = new LongAdder[constants.length];
    for (int i = 0; i < counts.length; i++) {
      counts[i] = new LongAdder();
    }
  }

  @SuppressWarnings("EnumOrdinal") // never leaves this object
  public void count(E constant) {
    counts[constant.ordinal()].increment();
  }

  @SuppressWarnings("EnumOrdinal") // never leaves this object
  long of(E constant) {
    return counts[constant.ordinal()].sum();
  }

  /** Registers a counter for each constant, which the tag names. */
  public void measure(MeterRegistry metrics, String name, String tag, String description) {
    for (int i = 0; i < counts.length; i++) {
      FunctionCounter.builder(name, counts[i], LongAdder::sum)
          .description(description)
          .tag(tag, Text.of(constants[i]))
          .register(metrics);
    }
  }
}
