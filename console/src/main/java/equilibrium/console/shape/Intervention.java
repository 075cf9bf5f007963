package equilibrium.console.shape;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A warning to a client about a peer.
 *
 * @param text null for viewers, because it names an address
 */
public record Intervention(
    String infoHash,
    String recipient,
    String subject,
    String kind,
    @Nullable String text,
    String caseId,
    Instant from,
    Instant until,
    int announces) {}
