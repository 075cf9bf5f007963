/**
 * The HTTP side of the API: operations, the gate before them, JSON, problems, live streams and
 * files. It knows no operation by name.
 */
@NullMarked
package equilibrium.console.http;

import org.jspecify.annotations.NullMarked;
