package equilibrium.console.vitals;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What a node has said last.
 *
 * @param boot when its process started, as its member record has it
 * @param answered announces, since this console knows the node; null: it is no ingress
 * @param notRecorded those of them whose reply said so; null: it is no ingress
 * @param arrivedAt when, by this console's clock
 * @param recordsAll whether no event waits on its disk, and no reply since the time before said
 *     "not recorded"
 */
public record NodeState(
    long boot,
    @Nullable Long answered,
    @Nullable Long notRecorded,
    Instant arrivedAt,
    boolean recordsAll) {}
