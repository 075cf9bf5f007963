package equilibrium.ingress.log;

import equilibrium.ingress.announce.EventLog;
import equilibrium.ingress.announce.Outcome.Accepted;
import equilibrium.platform.DiskRoom;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;

/**
 * Hands events on while the disk has room for them. Otherwise replies go out unrecorded at once.
 */
public final class DiskLimitedLog implements EventLog {
  private final EventLog log;
  private final DiskRoom disk;
  private final Counter refused;

  public DiskLimitedLog(EventLog log, DiskRoom disk, MeterRegistry metrics) {
    this.log = log;
    this.disk = disk;
    this.refused =
        Counter.builder("equilibrium_events_without_room_total")
            .description("Events of announces that were not recorded because the disk is full")
            .register(metrics);
  }

  @Override
  public void record(Accepted accepted, Reply reply) {
    if (disk.hasRoom()) {
      log.record(accepted, reply);
    } else {
      refused.increment();
      reply.release(false);
    }
  }
}
