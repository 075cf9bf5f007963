package equilibrium.platform;

import java.util.Map;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** What the parts of a program say of themselves. Named; a later one replaces an earlier one. */
public final class Health {
  private final Map<String, BooleanSupplier> live = new ConcurrentSkipListMap<>();
  private final Map<String, BooleanSupplier> ready = new ConcurrentSkipListMap<>();
  private final Map<String, Supplier<?>> status = new ConcurrentSkipListMap<>();
  private final Map<String, Question> questions = new ConcurrentSkipListMap<>();

  /** False: only a restart helps. */
  public void live(String part, BooleanSupplier check) {
    live.put(part, check);
  }

  /** False: send no traffic here now. Must not depend on Kafka or PostgreSQL. */
  public void ready(String part, BooleanSupplier check) {
    ready.put(part, check);
  }

  /** What {@code /status} tells of a part: records, maps, lists, numbers, text. */
  public void status(String part, Supplier<?> facts) {
    status.put(part, facts);
  }

  /** What is answered at {@code /status/NAME}. */
  public void question(String name, Question question) {
    questions.put(name, question);
  }

  @Nullable Question question(String name) {
    return questions.get(name);
  }

  /** Whether every part says that it lives. */
  public boolean isLive() {
    return live.values().stream().allMatch(BooleanSupplier::getAsBoolean);
  }

  boolean isReady() {
    return isLive() && ready.values().stream().allMatch(BooleanSupplier::getAsBoolean);
  }

  /** What each part says of itself, by its name. */
  public Map<String, Object> facts() {
    var facts = new ConcurrentSkipListMap<String, Object>();
    status.forEach((part, supplier) -> facts.put(part, supplier.get()));
    return facts;
  }
}
