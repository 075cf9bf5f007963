package equilibrium.ingress.log;

import equilibrium.ingress.answer.TrackerCore;
import equilibrium.ingress.answer.TrackerState;
import equilibrium.ingress.intervention.Interventions;
import equilibrium.platform.BackgroundTask;
import java.time.Duration;

/**
 * Removes peers that have not announced for a peer lifetime, and interventions that are over, sixty
 * times in each lifetime.
 */
public final class Expiry implements AutoCloseable {
  private static final int PASSES = 60;
  private static final Duration SHORTEST = Duration.ofMillis(100);

  private final TrackerState state;
  private final Interventions interventions;
  private final SilenceClock clock;
  private final long lifetimeMs;
  private final Duration every;
  private final BackgroundTask task;

  public Expiry(TrackerCore core, SilenceClock clock) {
    var lifetime = core.policy().peerLifetime();
    var real = core.process().scale().real(lifetime.dividedBy(PASSES));
    this.state = core.state();
    this.interventions = core.interventions();
    this.clock = clock;
    this.lifetimeMs = lifetime.toMillis();
    this.every = real.compareTo(SHORTEST) < 0 ? SHORTEST : real;
    this.task = BackgroundTask.start("expiry", this::run);
  }

  private void run(BackgroundTask running) {
    while (!running.isClosed(every)) {
      long now = clock.nowMs();
      state.swarms().expire(now - lifetimeMs);
      state.clients().expire(now - 2 * lifetimeMs);
      interventions.expire(now);
    }
  }

  @Override
  public void close() {
    task.close();
  }
}
