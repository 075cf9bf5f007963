package equilibrium.ingress.answer;

import equilibrium.ingress.IngressConfig;
import equilibrium.ingress.admission.Rules;
import equilibrium.ingress.announce.Outcome.Waits;
import equilibrium.ingress.swarm.Selection.Policy;
import equilibrium.ingress.swarm.Visit;
import equilibrium.ingress.swarm.Visit.Role;
import equilibrium.platform.TimeScale;
import equilibrium.schemas.Tier;
import equilibrium.schemas.event.AnnounceEvent;
import java.time.Duration;

/**
 * On which terms an announce is answered: by which policy, with how many peers at most, when it is
 * early, and when the next one is asked for. Decides for announces, and for who asks about them.
 */
public final class AnnouncePolicy {
  private static final int CLIMBING_PERCENT = 5;
  private static final int INTERVAL_PERCENT = 10;

  private final IngressConfig config;
  private final TimeScale scale;

  public AnnouncePolicy(IngressConfig config, TimeScale scale) {
    this.config = config;
    this.scale = scale;
  }

  /** How the peers of a client are chosen, whose id is these 16 bytes. */
  public Policy policy(long high, long low) {
    return config.experiment().of(high, low);
  }

  /** How they are chosen for clients that are in no compared group. */
  public Policy usualPolicy() {
    return config.experiment().usual();
  }

  /** Most peers in a reply over HTTP. */
  public int most() {
    return config.most();
  }

  /**
   * How many peers an announce asks for that the reply has room for.
   *
   * @param said negative: nothing
   */
  public int wanted(int said, Visit visit) {
    return Math.min(said < 0 ? config.numWant() : said, visit.mostPeers);
  }

  /** Says in a visit when it is early. */
  public void pace(Visit visit, AnnounceEvent event, Rules rules) {
    visit.mostEarly = rules.pace().early();
    visit.earlyMs =
        switch (event) {
          case STOPPED -> 0; // gets no list anyway
          case NONE, PAUSED, STARTED, COMPLETED -> rules.pace().earlyMs();
        };
  }

  /**
   * What an answered visit is told about the next announce.
   *
   * @param at from -1, the least that may be told, to 1, the most: spread so that clients do not
   *     march in step
   */
  public Waits waits(Visit visit, Rules rules, double at) {
    var pace = rules.pace();
    if (isClimbing(visit)) {
      int soon = seconds(pace.climbing(), CLIMBING_PERCENT * at);
      return new Waits(soon, soon);
    }
    return new Waits(seconds(pace.interval(), INTERVAL_PERCENT * at), seconds(pace.least(), 0));
  }

  /** Whether the visitor is a leecher to whom a tier is still closed. */
  static boolean isClimbing(Visit visit) {
    return visit.role == Role.LEECHER && visit.gated && visit.ceiling < Tier.HIGHEST;
  }

  /** Real seconds, so many percent more; at least 1. */
  private int seconds(Duration interval, double percent) {
    double factor = 1 + percent / 100;
    return Math.max(1, (int) Math.round(scale.real(interval).toMillis() * factor / 1000));
  }

  /** How long the world waits while so much of the tracker's time passes; seconds, rounded up. */
  public long realSeconds(long trackerMs) {
    return trackerMs <= 0
        ? 0
        : Math.ceilDiv(scale.real(Duration.ofMillis(trackerMs)).toMillis(), 1000L);
  }

  /** Silence after which a peer is forgotten; real seconds. */
  public long lifetimeSeconds() {
    return realSeconds(config.peerLifetime().toMillis());
  }
}
