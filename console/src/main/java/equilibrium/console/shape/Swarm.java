package equilibrium.console.shape;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A swarm and its books, in bytes.
 *
 * @param name as registered
 * @param state {@code allowed} or {@code denied}; null: not registered
 * @param leechers partial seeders included
 * @param sizeBytes 0: unknown
 * @param discarded failed hashes and what came twice
 * @param imbalance uploaded - downloaded - discarded
 * @param imbalancePercent of the larger of uploaded and downloaded
 * @param at time of its last announce
 */
public record Swarm(
    String infoHash,
    @Nullable String name,
    @Nullable String state,
    int seeders,
    int leechers,
    int partialSeeders,
    long completed,
    long sizeBytes,
    long uploaded,
    long downloaded,
    long discarded,
    long imbalance,
    double imbalancePercent,
    @Nullable Instant imbalancedSince,
    Instant at) {}
