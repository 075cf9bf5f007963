package equilibrium.anomaly.order;

import equilibrium.anomaly.fold.Signal;
import equilibrium.anomaly.rate.Claim;

/** What a partition tells about a client, or about its time. */
public sealed interface Payload {

  /** An upload that is large enough to matter to R1. */
  record Claimed(Claim claim) implements Payload {}

  /** What a rule saw in one session. */
  record Signalled(Signal signal) implements Payload {}

  /** Every later record of the partition has this minute or a later one. */
  record Passed() implements Payload {}
}
