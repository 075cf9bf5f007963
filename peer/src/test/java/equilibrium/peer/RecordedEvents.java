package equilibrium.peer;

import java.util.ArrayList;
import java.util.List;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;

/** Keeps all events of a peer. */
final class RecordedEvents implements Consumer<Event> {
  private static final long PATIENCE_NS = 60_000_000_000L;

  private final List<Event> events = new ArrayList<>();

  @Override
  public synchronized void accept(Event event) {
    events.add(event);
  }

  synchronized <T extends Event> List<T> of(Class<T> type) {
    return events.stream().filter(type::isInstance).map(type::cast).toList();
  }

  static void await(String what, BooleanSupplier condition) {
    long until = System.nanoTime() + PATIENCE_NS;
    while (!condition.getAsBoolean()) {
      if (System.nanoTime() > until) {
        throw new AssertionError("not within 60 s: " + what);
      }
      Thread.onSpinWait();
    }
  }
}
