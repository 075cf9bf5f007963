package equilibrium.ingress.announce;

import equilibrium.schemas.EnumText;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.concurrent.atomic.LongAdder;

/** One counter for each constant of an enum. */
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

  /** Registers a counter for each constant, which the tag names. */
  public void register(MeterRegistry metrics, String name, String tag, String description) {
    for (int i = 0; i < counts.length; i++) {
      FunctionCounter.builder(name, counts[i], LongAdder::sum)
          .description(description)
          .tag(tag, EnumText.of(constants[i]))
          .register(metrics);
    }
  }
}
