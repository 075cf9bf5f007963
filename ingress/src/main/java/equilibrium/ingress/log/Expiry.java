package equilibrium.ingress.log;

import equilibrium.ingress.answer.TrackerState;
import equilibrium.platform.BackgroundTask;
import equilibrium.platform.TrackerClock;
import java.time.Duration;

/** Forgets peers that have been silent for a lifetime, sixty times in each. */
public final class Expiry implements AutoCloseable {
  private static final int PASSES = 60;
  private static final Duration SHORTEST = Duration.ofMillis(100);

  private final TrackerState memory;
  private final TrackerClock clock;
  private final long lifetimeMs;
  private final Duration every;
  private final BackgroundTask loop;

  public Expiry(TrackerState memory, AnnounceTail.Place place, Duration lifetime) {
    this.memory = memory;
    this.clock = place.clock();
    this.lifetimeMs = lifetime.toMillis();
    var real = place.scale().real(lifetime.dividedBy(PASSES));
    this.every = real.compareTo(SHORTEST) < 0 ? SHORTEST : real;
    this.loop = BackgroundTask.start("expiry", this::pursue);
  }

  private void pursue(BackgroundTask running) {
    while (!running.isClosed(every)) {
      pass();
    }
  }

  private void pass() {
    long now = clock.nowMs();
    memory.swarms().expire(now - lifetimeMs);
    memory.clients().expire(now - 2 * lifetimeMs);
  }

  @Override
  public void close() {
    loop.close();
  }
}
