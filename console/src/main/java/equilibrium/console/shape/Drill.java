package equilibrium.console.shape;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A part of the tracker that was stopped for a time, and what became of clients meanwhile.
 *
 * @param by name of the token
 * @param until when it ends, or when somebody ended it
 * @param state {@code running}, {@code recovering} until the verdict is good again, or {@code over}
 * @param answered announces that were answered with peers until it was over; null: not known
 * @param notRecorded those of them whose reply said "not recorded"; null: not known
 * @param worst the worst state of the verdict: {@code good}, {@code warning} or {@code bad}
 * @param worstText what the verdict said then
 * @param recoverySeconds from the end until the verdict was good again; null: it is not yet
 */
public record Drill(
    String part,
    String by,
    Instant startedAt,
    Instant until,
    String state,
    @Nullable Long answered,
    @Nullable Long notRecorded,
    String worst,
    String worstText,
    @Nullable Double recoverySeconds) {

  /**
   * Drills of this process.
   *
   * @param parts that can be stopped; empty: none, or drills are not allowed
   * @param drills newest first, at most 50
   */
  public record Board(List<String> parts, List<Drill> drills) {
    public Board {
      parts = List.copyOf(parts);
      drills = List.copyOf(drills);
    }
  }
}
