/**
 * What an announce is, who sent it, and what becomes of it: the vocabulary of all other packages.
 */
@NullMarked
package equilibrium.ingress.announce;

import org.jspecify.annotations.NullMarked;
