/**
 * Tokens of the API: their names, roles and digests, in a file that is read again when it changes.
 */
@NullMarked
package equilibrium.console.token;

import org.jspecify.annotations.NullMarked;
