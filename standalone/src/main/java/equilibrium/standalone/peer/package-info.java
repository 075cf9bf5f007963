/**
 * The commands of {@code equilibrium peer}: flags, output and exit codes around {@link
 * equilibrium.peer.Peer}.
 */
@NullMarked
package equilibrium.standalone.peer;

import org.jspecify.annotations.NullMarked;
