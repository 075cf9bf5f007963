package equilibrium.scoring.session;

import equilibrium.schemas.event.Announced;
import equilibrium.schemas.event.Position;

/**
 * An announce under the other hash of a hybrid torrent, on its way to the partition of the hash
 * under which it is counted. Only within this program.
 *
 * @param announced with the canonical info-hash
 * @param source where the announce lies in the log
 * @param appendedAtMs when it was appended there, real time
 */
public record AliasedAnnounce(Announced announced, Position source, long appendedAtMs) {}
