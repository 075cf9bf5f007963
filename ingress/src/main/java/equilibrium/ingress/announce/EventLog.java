package equilibrium.ingress.announce;

import equilibrium.ingress.announce.Outcome.Accepted;

/** Makes accepted announces durable. */
@FunctionalInterface
public interface EventLog {

  /** A reply that waits until its event is durable. Released once, by any thread. */
  @FunctionalInterface
  interface Reply {
    void release(boolean recorded);
  }

  /**
   * Takes an accepted announce; never blocks. May release the reply before it returns.
   *
   * @param accepted the calling thread's, which overwrites it with its next announce: what is kept
   *     of it is taken out before this returns
   */
  void record(Accepted accepted, Reply reply);
}
