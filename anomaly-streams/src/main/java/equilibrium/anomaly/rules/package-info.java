/**
 * The versioned record of all rules (docs/policy.md 3.3): what each weighs, from which values on it
 * fires, and whether it is in shadow mode.
 */
@NullMarked
package equilibrium.anomaly.rules;

import org.jspecify.annotations.NullMarked;
