/**
 * Decides which announces are served: torrents, keys, client programs, and limits for each address.
 */
@NullMarked
package equilibrium.ingress.admission;

import org.jspecify.annotations.NullMarked;
