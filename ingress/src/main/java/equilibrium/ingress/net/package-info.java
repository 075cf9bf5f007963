/** IP addresses, networks, the secret that signs ids, and warnings that clients cause. */
@NullMarked
package equilibrium.ingress.net;

import org.jspecify.annotations.NullMarked;
