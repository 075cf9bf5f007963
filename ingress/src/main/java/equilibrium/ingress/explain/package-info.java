/**
 * Answers an operator who asks which peers a client would get, and why ({@code /status/choice}).
 */
@NullMarked
package equilibrium.ingress.explain;

import org.jspecify.annotations.NullMarked;
