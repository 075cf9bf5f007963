package equilibrium.scoring.rules;

import java.time.Duration;

/**
 * When the cuts between tiers are made.
 *
 * @param few below this many eligible clients all active ones make the cuts, without smoothing
 * @param small below this many active clients the cuts are then made at each change
 * @param everyMs otherwise they are made this often, tracker time
 * @param networkShare most clients of one network among the eligible
 */
public record CutRules(long few, long small, long everyMs, int networkShare) {
  static final CutRules V2 = new CutRules(100, 1_000, Duration.ofMinutes(10).toMillis(), 3);
}
