package equilibrium.console.search;

import equilibrium.schemas.event.Announced;
import equilibrium.schemas.event.ClientId;
import equilibrium.schemas.event.InfoHash;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Which announces are looked for.
 *
 * @param swarm null: in any
 * @param client null: of any
 * @param before appended earlier than this; null: the newest
 * @param limit how many, the newest first; all of the last one's millisecond come with it
 */
public record Wanted(
    @Nullable InfoHash swarm, @Nullable ClientId client, @Nullable Instant before, int limit) {

  boolean matches(Announced announced) {
    return (swarm == null || announced.getInfoHash().equals(swarm))
        && (client == null || announced.getClientId().equals(client));
  }
}
