package equilibrium.console.shape;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One report that one rule cannot believe.
 *
 * @param weight of the evidence, nats
 * @param shadow whether it is without effect
 * @param numbers what else the rule looked at, by name
 * @param events the announces that show it, at most 100
 */
public record Finding(
    String id,
    String rule,
    String client,
    String identity,
    @Nullable String infoHash,
    Instant since,
    Instant decidedAt,
    double observed,
    double threshold,
    double weight,
    double confidence,
    boolean shadow,
    boolean sourceVerified,
    String summary,
    Object numbers,
    List<Event> events) {
  /** Where an announce lies in topic {@code announces}. */
  public record Event(int partition, long offset) {}

  public Finding {
    events = List.copyOf(events);
  }
}
