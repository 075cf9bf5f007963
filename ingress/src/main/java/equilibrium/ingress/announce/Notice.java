package equilibrium.ingress.announce;

import equilibrium.schemas.event.Address;
import org.jspecify.annotations.Nullable;

/** What a reply over HTTP says because of a suspicion (docs/policy.md 3.6). */
public sealed interface Notice {

  /**
   * A {@code warning message} in a good reply.
   *
   * @param text ASCII, at most 63 bytes
   * @param blocked address of the peer that it is about; null: the reply names none
   * @param port of that peer; 0: all ports are meant
   */
  record Warning(String text, @Nullable Address blocked, int port) implements Notice {}

  /**
   * A {@code failure reason} in place of a good reply; the announce is recorded all the same.
   *
   * @param text ASCII, at most 63 bytes
   * @param againSeconds real seconds until the client should announce again
   */
  record Failure(String text, int againSeconds) implements Notice {}
}
