package equilibrium.scoring.session;

import equilibrium.schemas.event.AnnounceEvent;
import equilibrium.schemas.event.Position;

/**
 * An announce without its counters.
 *
 * @param atMs effective time
 * @param source where the announce lies in the log
 * @param alias whether it names the torrent by the other hash of a hybrid
 * @param left bytes missing; {@link Counters#UNKNOWN} also for values that mean "unknown"
 */
public record AnnounceHeader(
    AnnounceOrder order,
    long atMs,
    Position source,
    boolean alias,
    long left,
    AnnounceEvent event,
    Owner owner) {}
