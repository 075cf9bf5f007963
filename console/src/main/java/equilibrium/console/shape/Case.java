package equilibrium.console.shape;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A suspected client.
 *
 * @param state {@code open}, {@code approved}, {@code dismissed}, {@code cleared} or {@code
 *     expired}
 * @param level 0 to 4
 * @param effect the level in words
 * @param weight of all evidence, nats
 * @param shadowWeight the same with rules in shadow mode
 * @param enforced whether the level has effects
 * @param until end of the time in which it is in no peer list; null: it is listed
 * @param decision null: nobody has decided
 */
public record Case(
    String id,
    String client,
    String identity,
    String state,
    int level,
    String effect,
    double weight,
    double shadowWeight,
    int findings,
    int torrents,
    List<String> families,
    boolean broken,
    boolean enforced,
    Instant openedAt,
    Instant at,
    @Nullable Instant until,
    int recurrences,
    @Nullable Decision decision) {
  /** What an operator decided. */
  public record Decision(String verdict, Instant at, String by, String note) {}

  public Case {
    families = List.copyOf(families);
  }
}
