/** The tracker over HTTP: BEP 3, 7, 23, 48. */
@NullMarked
package equilibrium.ingress.http;

import org.jspecify.annotations.NullMarked;
