package equilibrium.console.search;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * An announce as the log has it, and how it was answered.
 *
 * @param at when an ingress received it
 * @param trackerId what it returned: none, valid, foreign or stale
 * @param tier of the client when it was answered
 * @param peers in the reply
 * @param address null for viewers, and where it is sealed
 * @param partition of topic {@code announces}
 */
public record Event(
    Instant at,
    String infoHash,
    String peerId,
    String client,
    String identity,
    String event,
    @Nullable Long uploaded,
    @Nullable Long downloaded,
    @Nullable Long leftBytes,
    String transport,
    @Nullable String userAgent,
    String trackerId,
    int tier,
    int peers,
    int intervalSeconds,
    int family,
    @Nullable String address,
    @Nullable Integer port,
    int partition,
    long offset) {}
