package equilibrium.scoring.swarm;

import equilibrium.schemas.event.Role;
import org.jspecify.annotations.Nullable;

/**
 * Living peers of a swarm.
 *
 * @param leechers with partial seeders
 * @param partialSeeders of the leechers, those that seed what they have (BEP 21)
 */
public record PeerCounts(int seeders, int leechers, int partialSeeders) {
  static final PeerCounts NONE = new PeerCounts(0, 0, 0);

  /** One peer changes its role; null: it is not counted. */
  PeerCounts moved(@Nullable Role before, @Nullable Role after) {
    return new PeerCounts(
        seeders + (after == Role.SEEDER ? 1 : 0) - (before == Role.SEEDER ? 1 : 0),
        leechers + (isLeecher(after) ? 1 : 0) - (isLeecher(before) ? 1 : 0),
        partialSeeders
            + (after == Role.PARTIAL_SEEDER ? 1 : 0)
            - (before == Role.PARTIAL_SEEDER ? 1 : 0));
  }

  private static boolean isLeecher(@Nullable Role role) {
    return role != null && role != Role.SEEDER;
  }
}
