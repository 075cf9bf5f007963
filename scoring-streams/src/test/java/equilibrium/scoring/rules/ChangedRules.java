package equilibrium.scoring.rules;

import equilibrium.scoring.rules.ClientRules.HalfLives;

/** The rules in force with one part changed, for tests. */
public final class ChangedRules {
  private static final ScoringRules V3 = ScoringRules.V3;

  public static ScoringRules episodes(EpisodeRules episodes) {
    return of(V3.sessionScan(), episodes);
  }

  public static ScoringRules sessionScan(ScanLimits limits) {
    return of(limits, V3.episodes());
  }

  /** A next version that differs only in its half-lives. */
  public static ScoringRules halfLives(HalfLives halfLives) {
    return V3.with(V3.version() + 1, V3.score(), halfLives, V3.cuts().quantiles());
  }

  /** Episodes with at most so many claims in their record. */
  public static EpisodeRules claims(int claims) {
    var e = V3.episodes();
    return new EpisodeRules(
        e.gapMs(),
        e.lengthMs(),
        claims,
        e.due(),
        e.dueSessions(),
        e.payments(),
        e.payouts(),
        e.clean(),
        e.credible());
  }

  /** Episodes that pay one session at once, and one with each tick. */
  public static EpisodeRules payingOneByOne() {
    var e = V3.episodes();
    return new EpisodeRules(
        e.gapMs(),
        e.lengthMs(),
        e.claims(),
        e.due(),
        e.dueSessions(),
        1,
        1,
        e.clean(),
        e.credible());
  }

  private static ScoringRules of(ScanLimits sessionScan, EpisodeRules episodes) {
    return new ScoringRules(
        V3.version(),
        V3.sessions(),
        V3.swarms(),
        sessionScan,
        V3.presenceScan(),
        episodes,
        V3.balances(),
        V3.worth(),
        V3.score(),
        V3.clients(),
        V3.cuts());
  }

  private ChangedRules() {}
}
