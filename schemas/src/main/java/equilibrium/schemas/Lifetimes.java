package equilibrium.schemas;

import java.time.Duration;

/**
 * How long things count. Programs that share a log must agree on these, so no setting changes them.
 * All are tracker time unless stated otherwise (docs/architecture.md 4).
 */
public final class Lifetimes {
  /**
   * Silence after which a peer is forgotten by ingress, and its session ends in scoring. A setting
   * may make ingress forget earlier, never later.
   */
  public static final Duration PEER = Duration.ofMinutes(70);

  /** The longest announce interval: a peer that misses one announce is still known. */
  public static final Duration LONGEST_INTERVAL = PEER.dividedBy(2);

  /** Time without any counted announce after which an episode of a swarm is settled. */
  public static final Duration EPISODE_GAP = PEER;

  /** How late an event may reach the log. */
  public static final Duration SPOOL_LIMIT = Duration.ofHours(6);

  /** Silence after which a peer's row is deleted. */
  public static final Duration PEER_ROWS = PEER.multipliedBy(2);

  /** Age at which a row of hand-outs is deleted: its topic keeps them no longer. */
  public static final Duration HAND_OUT_ROWS = Duration.ofDays(2);

  /** How long readers have to see that a row is marked as deleted. Real time. */
  public static final Duration DELETED_ROWS = Duration.ofDays(2);

  private Lifetimes() {}
}
