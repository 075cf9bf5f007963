package equilibrium.ingress.log;

import equilibrium.ingress.announce.EventLog.Reply;
import equilibrium.ingress.announce.Outcome.Accepted;
import equilibrium.ingress.spool.SpoolGroup;

/**
 * An event whose reply waits for Kafka's acknowledgement. If that does not come in time, the event
 * goes to the spool, and the reply waits for that. The event may reach Kafka in both ways: the
 * later copy changes nothing (docs/architecture.md 3, "Once").
 */
final class LogFirst extends Pending {
  LogFirst(Accepted accepted, Reply reply, Publisher publisher) {
    super(accepted, reply, publisher);
  }

  @Override
  void start() {
    if (!publisher.sender().offer(this) || !publisher.deadlines().add(this, startNs)) {
      toSpool();
    }
  }

  private void toSpool() {
    if (isReleased() || !mark(SPOOLED)) {
      return;
    }
    if (!publisher.spoolDeadlines().add(this, System.nanoTime())
        || !publisher.spool().offer(this)) {
      release(Result.UNRECORDED);
    }
  }

  @Override
  void acknowledged() {
    release(Result.RECORDED);
  }

  @Override
  void unsent() {
    toSpool();
  }

  @Override
  void overdue() {
    publisher.sender().circuit().failed("no acknowledgement in time");
    toSpool();
  }

  @Override
  boolean isSettled() {
    return isReleased() || has(SPOOLED);
  }

  @Override
  public void stored(SpoolGroup group) {
    release(Result.SPOOLED);
    group.leave();
  }

  @Override
  public void refused() {
    release(Result.UNRECORDED);
  }
}
