/** Why a request is not answered as it was meant: problems by RFC 9457. */
@NullMarked
package equilibrium.console.problem;

import org.jspecify.annotations.NullMarked;
