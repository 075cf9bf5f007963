package equilibrium.projector.loop;

import java.sql.Connection;

/**
 * Where a loop writes.
 *
 * @param db for rows and offsets; does not commit by itself; of the loop alone
 * @param repairs correct offsets that do not fit the log
 */
public record Outputs(
    Connection db, DeadLetters letters, ProjectorStatus status, Repairs repairs) {}
