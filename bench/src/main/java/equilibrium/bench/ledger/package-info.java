/**
 * Announces that are numbered, so that each can be found again in the log, and an independent fold
 * of the log. Shares no code with the programs whose results it checks.
 */
@NullMarked
package equilibrium.bench.ledger;

import org.jspecify.annotations.NullMarked;
