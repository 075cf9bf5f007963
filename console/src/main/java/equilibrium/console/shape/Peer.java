package equilibrium.console.shape;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A session in a swarm, as it last announced.
 *
 * @param tier of its client; null: it has no standing
 * @param family 4 or 6
 * @param address null for viewers
 */
public record Peer(
    String peerId,
    String client,
    String identity,
    @Nullable Integer tier,
    boolean seeder,
    @Nullable Long leftBytes,
    @Nullable Long uploaded,
    @Nullable Long downloaded,
    String event,
    Instant lastAnnounceAt,
    Instant startedAt,
    @Nullable String userAgent,
    int family,
    @Nullable String address,
    @Nullable Integer port) {}
