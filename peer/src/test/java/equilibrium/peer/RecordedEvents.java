package equilibrium.peer;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/** Keeps all events of a peer. */
final class RecordedEvents implements Consumer<Event> {
  private static final long PATIENCE_NS = 60_000_000_000L;
  private static final long INTERVAL_NS = 5_000_000;

  /** An event, and the seconds from the start of the recording. */
  private record Recorded(double seconds, Event event) {}

  private final long startNs = System.nanoTime();
  private final List<Recorded> events = new ArrayList<>();

  @Override
  public synchronized void accept(Event event) {
    events.add(new Recorded((System.nanoTime() - startNs) / 1e9, event));
  }

  synchronized <T extends Event> List<T> of(Class<T> type) {
    return events.stream().map(Recorded::event).filter(type::isInstance).map(type::cast).toList();
  }

  /** Waits for an event of this type. */
  void await(Class<? extends Event> type) {
    await(type.getSimpleName(), this::toString, () -> !of(type).isEmpty());
  }

  /** Fails after 60 s, and says what there is instead. */
  static void await(String what, Supplier<String> instead, BooleanSupplier condition) {
    long until = System.nanoTime() + PATIENCE_NS;
    while (!condition.getAsBoolean()) {
      if (System.nanoTime() > until) {
        throw new AssertionError("not within 60 s: %s, but%n%s".formatted(what, instead.get()));
      }
      LockSupport.parkNanos(INTERVAL_NS);
    }
  }

  /** One line for each event, with its seconds. */
  @Override
  public synchronized String toString() {
    return events.stream()
        .map(one -> "%.3f %s".formatted(one.seconds(), EventLines.text(one.event())))
        .collect(Collectors.joining("\n"));
  }
}
