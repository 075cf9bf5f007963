/**
 * What replies say because of a suspicion: warnings to clients that were given a bad peer, and to
 * the suspected client itself.
 */
@NullMarked
package equilibrium.ingress.intervention;

import org.jspecify.annotations.NullMarked;
