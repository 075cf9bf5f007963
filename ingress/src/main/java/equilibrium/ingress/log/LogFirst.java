package equilibrium.ingress.log;

import equilibrium.ingress.announce.EventLog.Reply;
import equilibrium.ingress.announce.Outcome.Accepted;

/** An event whose reply waits for Kafka's acknowledgement. */
final class LogFirst extends Pending {
  private final Publisher publisher;

  LogFirst(Accepted accepted, Reply reply, Publisher publisher) {
    super(accepted, reply);
    this.publisher = publisher;
  }

  @Override
  void start() {
    if (!publisher.sender().offer(this) || !publisher.deadlines().add(this)) {
      publisher.release(this, Result.UNRECORDED);
    }
  }

  @Override
  void acknowledged() {
    publisher.release(this, Result.RECORDED);
  }

  @Override
  void unsent() {
    publisher.release(this, Result.UNRECORDED);
  }

  @Override
  void overdue() {
    publisher.sender().circuit().failed("no acknowledgement in time");
    publisher.release(this, Result.UNRECORDED);
  }

  @Override
  boolean isSettled() {
    return isReleased();
  }
}
