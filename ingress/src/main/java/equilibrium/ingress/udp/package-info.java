/** The tracker over UDP: BEP 15, 41. */
@NullMarked
package equilibrium.ingress.udp;

import org.jspecify.annotations.NullMarked;
