package equilibrium.platform;

import java.util.Map;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * How the parts of a program are, by the part's name. Registering a name again replaces what was
 * there. Any thread calls.
 */
public final class Health {
  private final Map<String, BooleanSupplier> live = new ConcurrentSkipListMap<>();
  private final Map<String, BooleanSupplier> ready = new ConcurrentSkipListMap<>();
  private final Map<String, Supplier<?>> status = new ConcurrentSkipListMap<>();
  private final Map<String, Supplier<String>> troubles = new ConcurrentSkipListMap<>();
  private final Map<String, Question> questions = new ConcurrentSkipListMap<>();

  private volatile boolean started;

  /** The programs of this process have started: until then it is not ready. */
  public void started() {
    started = true;
  }

  /** A check that is false when the part has failed and only a restart helps. */
  public void live(String part, BooleanSupplier check) {
    live.put(part, check);
  }

  /**
   * A check that is false while clients should be sent elsewhere. It must not depend on Kafka or
   * PostgreSQL, which would take all nodes out at once.
   */
  public void ready(String part, BooleanSupplier check) {
    ready.put(part, check);
  }

  /**
   * Why a part does not work that is being started again meanwhile; empty: it works. {@code /livez}
   * and {@code /readyz} show it, and stay good: announces are answered without the part.
   */
  public void trouble(String part, Supplier<String> cause) {
    troubles.put(part, cause);
  }

  /** A line for each part in trouble. */
  public String troubles() {
    var lines = new StringBuilder();
    troubles.forEach((part, supplier) -> {
      var cause = supplier.get();
      if (!cause.isEmpty()) {
        lines.append(part).append(": ").append(cause.replaceAll("\\s+", " ")).append('\n');
      }
    });
    return lines.toString();
  }

  /** What {@code /status} shows of a part: records, maps, lists, numbers, text. */
  public void status(String part, Supplier<?> facts) {
    status.put(part, facts);
  }

  /** A question that is answered at {@code /status/NAME}. */
  public void question(String name, Question question) {
    questions.put(name, question);
  }

  /** The question of a name; null: there is none. */
  public @Nullable Question question(String name) {
    return questions.get(name);
  }

  /** Whether no part has failed for good. */
  public boolean isLive() {
    return live.values().stream().allMatch(BooleanSupplier::getAsBoolean);
  }

  /** Whether clients may be sent here. */
  public boolean isReady() {
    return started && isLive() && ready.values().stream().allMatch(BooleanSupplier::getAsBoolean);
  }

  /** What each part says of itself, by its name. */
  public Map<String, Object> facts() {
    var facts = new ConcurrentSkipListMap<String, Object>();
    status.forEach((part, supplier) -> facts.put(part, supplier.get()));
    return facts;
  }
}
