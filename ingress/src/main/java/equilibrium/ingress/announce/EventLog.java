package equilibrium.ingress.announce;

import equilibrium.ingress.announce.Outcome.Accepted;

/** Makes events durable. */
@FunctionalInterface
public interface EventLog {

  /** A reply that waits to know whether its event is durable. Called once, by any thread. */
  @FunctionalInterface
  interface Reply {
    void release(boolean recorded);
  }

  /** Takes an event; never blocks. The reply may be released before this returns. */
  void record(Accepted heard, Reply reply);
}
