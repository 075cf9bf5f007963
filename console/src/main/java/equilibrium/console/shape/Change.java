package equilibrium.console.shape;

import java.time.Instant;

/**
 * A change that was made through the API.
 *
 * @param id of the record in topic {@code audit}
 * @param by name of the token
 * @param operation method and path
 * @param subject what was changed
 * @param position of the record that changes it; empty: there is none
 */
public record Change(
    String id,
    Instant at,
    String by,
    String operation,
    String subject,
    String detail,
    String position) {}
