package equilibrium.ingress;

import equilibrium.ingress.Outcome.Heard;

/** Makes events durable. */
@FunctionalInterface
public interface Recorder {

  /** A reply that waits to know whether its event is durable. Called once, by any thread. */
  @FunctionalInterface
  interface Reply {
    void release(boolean recorded);
  }

  /** Takes an event; never blocks. The reply may be released before this returns. */
  void record(Heard heard, Reply reply);
}
