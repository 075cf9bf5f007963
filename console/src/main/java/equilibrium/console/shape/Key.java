package equilibrium.console.shape;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * An announce key. The key itself is stored nowhere.
 *
 * @param state {@code issued}, {@code rotated} or {@code revoked}
 * @param previousUntil until when the former key is good; null: there is none
 */
public record Key(
    String client,
    String state,
    String note,
    Instant at,
    String by,
    @Nullable Instant previousUntil) {}
