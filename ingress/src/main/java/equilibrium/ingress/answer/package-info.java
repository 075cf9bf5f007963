/** Answers announces and scrapes from memory, whichever wire they came by. */
@NullMarked
package equilibrium.ingress.answer;

import org.jspecify.annotations.NullMarked;
