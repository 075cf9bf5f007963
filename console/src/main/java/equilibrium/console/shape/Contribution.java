package equilibrium.console.shape;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What a client did in a swarm.
 *
 * @param uploaded credited bytes
 * @param corrupt bytes of failed hashes
 * @param redundant bytes received twice
 */
public record Contribution(
    String infoHash,
    @Nullable String name,
    String client,
    String identity,
    long announces,
    long seconds,
    long secondsSeeded,
    long uploaded,
    long downloaded,
    long corrupt,
    long redundant,
    @Nullable Long leftBytes,
    Instant firstAt,
    Instant lastAt) {}
