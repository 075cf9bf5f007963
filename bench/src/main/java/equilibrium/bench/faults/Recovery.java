package equilibrium.bench.faults;

import equilibrium.bench.ledger.Load;
import equilibrium.bench.process.SetUp;
import java.util.function.BooleanSupplier;

/** Measures how long a set-up takes to recover. For one thread. */
final class Recovery {
  private final SetUp setUp;
  private final Load load;
  private final boolean folds;
  private long acked = Times.NEVER;
  private long drained = Times.NEVER;
  private long scored = Times.NEVER;
  private long projected = Times.NEVER;

  /** From the load's mark. */
  Recovery(SetUp setUp, Load load) {
    this.setUp = setUp;
    this.load = load;
    folds = setUp.has("up") || setUp.has("projector");
  }

  boolean isAcked() {
    long ms = load.firstAckMs();
    if (ms >= 0) {
      acked = ms;
    }
    return ms >= 0;
  }

  /** Whether all else has recovered too; looks at each part until it has. */
  boolean isOver(CaughtUp log) {
    drained = time(drained, setUp::isDrained);
    scored = time(scored, () -> !folds || log.isScored());
    projected = time(projected, () -> !folds || log.isProjected());
    return Math.max(drained, Math.max(scored, projected)) < Times.NEVER;
  }

  private long time(long ms, BooleanSupplier holds) {
    return ms == Times.NEVER && holds.getAsBoolean() ? load.sinceMark().toMillis() : ms;
  }

  Times times() {
    return new Times(acked, drained, scored, projected);
  }
}
