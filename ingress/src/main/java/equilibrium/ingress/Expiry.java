package equilibrium.ingress;

import equilibrium.platform.TrackerClock;
import java.time.Duration;

/** Forgets peers that have been silent for a lifetime, sixty times in each. */
final class Expiry implements AutoCloseable {
  private static final int PASSES = 60;
  private static final Duration SHORTEST = Duration.ofMillis(100);

  private final Memory memory;
  private final TrackerClock clock;
  private final long lifetimeMs;
  private final Duration every;
  private final Loop loop;

  Expiry(Memory memory, Tail.Place place, Duration lifetime) {
    this.memory = memory;
    this.clock = place.clock();
    this.lifetimeMs = lifetime.toMillis();
    var real = place.scale().real(lifetime.dividedBy(PASSES));
    this.every = real.compareTo(SHORTEST) < 0 ? SHORTEST : real;
    this.loop = Loop.start("expiry", this::pursue);
  }

  private void pursue(Loop running) {
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
