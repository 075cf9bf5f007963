package equilibrium.ingress.answer;

import equilibrium.ingress.admission.Rules;
import equilibrium.ingress.swarm.Role;
import equilibrium.ingress.swarm.Selection.Policy;
import equilibrium.ingress.swarm.Visit;
import equilibrium.platform.TimeScale;
import equilibrium.schemas.Tier;
import equilibrium.schemas.event.AnnounceEvent;
import equilibrium.schemas.event.ClientId;
import java.time.Duration;

/**
 * How an announce is answered: which selection policy, how many peers, when an announce is early,
 * and when the next one is asked for. The same for announces and for explanations of them.
 */
public final class AnnouncePolicy {
  private static final int CLIMBING_PERCENT = 5;
  private static final int INTERVAL_PERCENT = 10;

  private final AnswerConfig config;
  private final TimeScale scale;

  AnnouncePolicy(AnswerConfig config, TimeScale scale) {
    this.config = config;
    this.scale = scale;
  }

  /** How the peers of a client are selected. */
  public Policy policy(ClientId client) {
    return config.experiment().of(client.bytes());
  }

  /** How the peers of clients outside all compared groups are selected. */
  public Policy usualPolicy() {
    return config.experiment().usual();
  }

  /**
   * Peers that an announce gets at most.
   *
   * @param numWant that it asks for; negative: not sent
   * @param room for peers in the reply
   */
  public static int wanted(int numWant, int room, Rules rules) {
    var lists = rules.lists();
    return Math.min(numWant < 0 ? lists.usual() : numWant, Math.min(lists.most(), room));
  }

  /** Milliseconds since the session's last announce below which this one is early; 0: it is not. */
  public static long earlyMs(AnnounceEvent event, Rules rules) {
    return switch (event) {
      case STOPPED -> 0; // gets no peers anyway
      case NONE, PAUSED, STARTED, COMPLETED -> rules.pace().earlyMs();
    };
  }

  /**
   * When the client should announce again; real seconds, at least 1.
   *
   * @param climbing whether it is a leecher to which a tier is still closed
   * @param spread from -1, the shortest interval, to 1, the longest: drawn at random, so that
   *     clients do not announce in step
   */
  public int interval(boolean climbing, Rules rules, double spread) {
    var pace = rules.pace();
    return climbing
        ? seconds(pace.climbing(), CLIMBING_PERCENT * spread)
        : seconds(pace.interval(), INTERVAL_PERCENT * spread);
  }

  /**
   * The shortest time after which it may; real seconds, at least 1.
   *
   * @param interval that it is asked for
   */
  public int minInterval(boolean climbing, Rules rules, int interval) {
    return climbing ? interval : seconds(rules.pace().least(), 0);
  }

  /** Whether the answer is one to a leecher to which a tier is still closed, and will open. */
  public static boolean isClimbing(Visit visit) {
    var found = visit.found();
    return found.role() == Role.LEECHER
        && visit.asked().isGated()
        && !found.isQuarantined()
        && found.ceiling() < Tier.HIGHEST;
  }

  /** Real seconds, increased by so many percent; at least 1. */
  private int seconds(Duration interval, double percent) {
    double factor = 1 + percent / 100;
    return Math.max(1, (int) Math.round(scale.realMs(interval.toMillis()) * factor / 1000));
  }

  /** Real seconds of a length of tracker time, rounded up. */
  public long realSeconds(long trackerMs) {
    return trackerMs <= 0 ? 0 : Math.ceilDiv(scale.realMs(trackerMs), 1000L);
  }

  /** Silence after which a peer is removed; tracker time. */
  public Duration peerLifetime() {
    return config.peerLifetime();
  }

  /** Silence after which a peer is removed; real seconds. */
  public long lifetimeSeconds() {
    return realSeconds(config.peerLifetime().toMillis());
  }
}
