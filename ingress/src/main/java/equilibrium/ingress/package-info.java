/** Answers announces and scrapes from memory and publishes each announce. */
@NullMarked
package equilibrium.ingress;

import org.jspecify.annotations.NullMarked;
