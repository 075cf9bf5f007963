/** A TCP connection before Undertow reads it: limits, PROXY headers, TLS, whole requests. */
@NullMarked
package equilibrium.ingress.http.connection;

import org.jspecify.annotations.NullMarked;
