package equilibrium.ingress.log;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.concurrent.atomic.AtomicReference;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Whether events are sent to Kafka. While it is open none is, so nothing waits for a Kafka that is
 * away. It starts open. A check that finds the log reachable makes it half-open; then one event is
 * sent, and its acknowledgement closes the circuit. Any thread calls.
 *
 * <pre>
 *   OPEN      → HALF_OPEN  the log can be reached
 *   HALF_OPEN → CLOSED     the event was acknowledged, or there was none to try
 *   any       → OPEN       an event was refused, or none is acknowledged
 * </pre>
 */
final class Circuit {
  private static final Logger LOG = LoggerFactory.getLogger(Circuit.class);

  /** The order is that of the metric's values: 0, 1, 2. */
  enum State {
    CLOSED,
    HALF_OPEN,
    OPEN
  }

  private final AtomicReference<State> state = new AtomicReference<>(State.OPEN);
  private final long patienceNs;
  private volatile boolean trying;
  private volatile boolean everClosed;
  private volatile long ackedNs;
  private volatile long changedNs = System.nanoTime();

  /**
   * An open circuit.
   *
   * @param patienceNs how long events may wait while none is acknowledged, nanoseconds
   */
  @SuppressWarnings("EnumOrdinal") // the description says what each number means
  Circuit(long patienceNs, MeterRegistry metrics) {
    this.patienceNs = patienceNs;
    this.ackedNs = System.nanoTime() - patienceNs;
    Gauge.builder("equilibrium_log_circuit", this, circuit -> circuit.state().ordinal())
        .description("Circuit to Kafka: 0 closed (events are sent), 1 half-open, 2 open")
        .register(metrics);
  }

  State state() {
    return state.get();
  }

  boolean isOpen() {
    return state() == State.OPEN;
  }

  /** How long the state has been what it is, nanoseconds. */
  long ageNs() {
    return System.nanoTime() - changedNs;
  }

  /** Whether an event may be sent now. While the circuit is half-open only one may. */
  boolean passes() {
    return switch (state()) {
      case CLOSED -> true;
      case OPEN -> false;
      case HALF_OPEN -> tries();
    };
  }

  private synchronized boolean tries() {
    boolean first = !trying;
    trying = true;
    return first;
  }

  /** An event was acknowledged. */
  void acknowledged() {
    ackedNs = System.nanoTime();
    if (state() == State.HALF_OPEN) {
      close();
    }
  }

  /** The log can be reached, though no event was acknowledged yet. */
  void reachable() {
    if (isOpen()) {
      change(State.OPEN, State.HALF_OPEN);
    }
  }

  /** Nothing was there to be sent while it was half-open, so nothing speaks against Kafka. */
  void idle() {
    if (state() == State.HALF_OPEN && !trying) {
      close();
    }
  }

  private void close() {
    if (change(State.HALF_OPEN, State.CLOSED)) {
      everClosed = true;
      LOG.atInfo().log("Kafka takes events: replies wait for its acknowledgement");
    }
  }

  /** An event was not acknowledged in time. Opens, unless others are acknowledged meanwhile. */
  void failed(String cause) {
    if (state() == State.HALF_OPEN || System.nanoTime() - ackedNs >= patienceNs) {
      open(cause);
    }
  }

  /** Kafka refuses events at once. */
  void open(String cause) {
    if (change(State.HALF_OPEN, State.OPEN)) {
      return; // said when it was closed before
    }
    if (change(State.CLOSED, State.OPEN) && everClosed) {
      LOG.atWarn()
          .addKeyValue("cause", cause)
          .log("Kafka does not acknowledge events: none is sent until it can be reached again");
    }
  }

  private synchronized boolean change(State from, State to) {
    if (!state.compareAndSet(from, to)) {
      return false;
    }
    trying = false;
    changedNs = System.nanoTime();
    return true;
  }
}
