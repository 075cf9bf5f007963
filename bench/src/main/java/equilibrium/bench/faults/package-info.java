/**
 * Starts real processes, does to them what machines and people do, and lets the ledger say whether
 * anything acknowledged was lost.
 */
@NullMarked
package equilibrium.bench.faults;

import org.jspecify.annotations.NullMarked;
