/** A TCP connection before HTTP begins: limits, PROXY headers, TLS. */
@NullMarked
package equilibrium.ingress.http.connection;

import org.jspecify.annotations.NullMarked;
