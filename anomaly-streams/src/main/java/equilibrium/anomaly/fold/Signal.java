package equilibrium.anomaly.fold;

import equilibrium.schemas.event.InfoHash;
import equilibrium.schemas.event.PeerId;
import equilibrium.schemas.event.Position;

/**
 * What a rule saw in one session and is no finding by itself; the rule of the same id over all
 * sessions of the client adds it up.
 *
 * @param rule its id
 * @param atMs effective time, milliseconds since 1970
 * @param value as the rule defines it
 * @param source the announce that shows it
 */
public record Signal(
    String rule, InfoHash infoHash, PeerId peerId, long atMs, long value, Position source) {}
