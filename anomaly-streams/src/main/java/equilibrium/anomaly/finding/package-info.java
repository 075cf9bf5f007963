/** What the records of findings have in common, whatever the rule (docs/policy.md 3.5). */
@NullMarked
package equilibrium.anomaly.finding;

import org.jspecify.annotations.NullMarked;
