/**
 * What a rule found, and the permanent record that is made of it (docs/policy.md 3.5). The same
 * events and rules give the same record, bit for bit.
 */
@NullMarked
package equilibrium.anomaly.evidence;

import org.jspecify.annotations.NullMarked;
