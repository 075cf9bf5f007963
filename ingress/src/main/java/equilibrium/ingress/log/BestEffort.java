package equilibrium.ingress.log;

import equilibrium.ingress.announce.EventLog.Reply;
import equilibrium.ingress.announce.Outcome.Accepted;
import equilibrium.ingress.spool.SpoolGroup;

/** An event whose reply waits for nothing. It is lost if Kafka does not take it. */
final class BestEffort extends Pending {
  private volatile boolean settled;

  BestEffort(Accepted accepted, Reply reply, Publisher publisher) {
    super(accepted, reply, publisher);
  }

  @Override
  void start() {
    boolean taken = publisher.sender().offer(this);
    if (taken) {
      var _ = publisher.deadlines().add(this, startNs); // only to see that Kafka is away
    }
    release(taken ? Result.SENT : Result.UNRECORDED);
  }

  @Override
  void acknowledged() {
    settled = true;
  }

  @Override
  void unsent() {
    settled = true;
  }

  @Override
  void overdue() {
    publisher.sender().circuit().failed("no acknowledgement in time");
  }

  @Override
  boolean isSettled() {
    return settled;
  }

  @Override
  public void stored(SpoolGroup group) {
    group.leave();
  }

  @Override
  public void refused() {
    release(Result.UNRECORDED);
  }
}
