package equilibrium.console.search;

import equilibrium.schemas.event.Announced;
import equilibrium.schemas.event.Position;
import java.util.Comparator;

/**
 * An announce and where it lies.
 *
 * @param appendedAtMs when the broker appended it, milliseconds since 1970
 */
public record FoundAnnounce(Announced announced, Position position, long appendedAtMs) {
  static final Comparator<FoundAnnounce> NEWEST_FIRST =
      Comparator.comparingLong(FoundAnnounce::appendedAtMs)
          .thenComparingInt((FoundAnnounce found) -> found.position().getPartition())
          .thenComparingLong(found -> found.position().getOffset())
          .reversed();
}
