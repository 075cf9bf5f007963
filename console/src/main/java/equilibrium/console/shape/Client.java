package equilibrium.console.shape;

import java.time.Instant;

/**
 * A client and its standing.
 *
 * @param identity {@code key}, {@code address} or {@code peer-id}
 * @param score points, 0 to 1000
 * @param why the tier in words
 */
public record Client(
    String client,
    String identity,
    int tier,
    int score,
    String why,
    Instant at,
    Instant firstSeenAt) {}
