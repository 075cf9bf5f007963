package equilibrium.ingress.log;

import equilibrium.ingress.announce.EventLog.Reply;
import equilibrium.ingress.announce.Outcome.Accepted;
import equilibrium.ingress.spool.SpoolGroup;
import equilibrium.ingress.spool.SpoolState;
import org.jspecify.annotations.Nullable;

/**
 * An event whose reply waits for the spool. Kafka gets it afterwards: at once, or later from the
 * spool. If the spool takes none, the reply waits for Kafka's acknowledgement, unless Kafka has but
 * one replica, which may not be on its disk yet. With too little free on the disk nothing is sent
 * either: the broker of {@code up} writes to the same disk, and would end when it is full.
 */
final class SpoolFirst extends Pending {
  private volatile @Nullable SpoolGroup group;

  SpoolFirst(Accepted accepted, Reply reply, Publisher publisher) {
    super(accepted, reply, publisher);
  }

  @Override
  void start() {
    if (!publisher.spool().offer(this)) {
      withoutSpool();
    } else if (!publisher.spoolDeadlines().add(this, startNs)) {
      release(Result.UNRECORDED);
    }
  }

  private void withoutSpool() {
    if (!publisher.isReplicated()) {
      release(Result.UNRECORDED);
    }
    if (publisher.spool().state() == SpoolState.DISK_LOW
        || !publisher.deadlines().add(this, System.nanoTime())
        || !publisher.sender().offer(this)) {
      release(Result.UNRECORDED);
    }
  }

  @Override
  public void stored(SpoolGroup stored) {
    group = stored;
    release(Result.SPOOLED);
    if (!publisher.sender().offer(this)) {
      stored.leave();
    }
  }

  @Override
  public void refused() {
    withoutSpool();
  }

  @Override
  void acknowledged() {
    var stored = group;
    if (stored != null) {
      stored.published();
    }
    release(Result.RECORDED);
  }

  @Override
  void unsent() {
    var stored = group;
    if (stored != null) {
      stored.leave();
    }
    release(Result.UNRECORDED);
  }

  @Override
  void overdue() {
    publisher.sender().circuit().failed("no acknowledgement in time");
    release(Result.UNRECORDED);
  }

  @Override
  boolean isSettled() {
    return isReleased();
  }
}
