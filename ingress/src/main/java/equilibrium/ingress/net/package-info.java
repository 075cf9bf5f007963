/** IP addresses, networks, and the secret that signs ids. */
@NullMarked
package equilibrium.ingress.net;

import org.jspecify.annotations.NullMarked;
