package equilibrium.scoring.rules;

import equilibrium.scoring.rules.ClientRules.HalfLives;

/** The rules in force with one part changed, for tests. */
public final class ChangedRules {
  private static final ScoringRules V3 = ScoringRules.V3;

  public static ScoringRules episodes(EpisodeRules episodes) {
    return of(V3.version(), V3.sessionScan(), episodes, V3.clients());
  }

  public static ScoringRules sessionScan(ScanLimits limits) {
    return of(V3.version(), limits, V3.episodes(), V3.clients());
  }

  /** A next version that differs only in its half-lives. */
  public static ScoringRules halfLives(HalfLives halfLives) {
    var c = V3.clients();
    var clients =
        new ClientRules(
            halfLives,
            c.weakTier(),
            c.youngMs(),
            c.idleMs(),
            c.movedBytes(),
            c.promotePercent(),
            c.demotePercent(),
            c.risePauseMs(),
            c.fallDelayMs(),
            c.reviewMs(),
            c.reviewed(),
            c.reviewedLate());
    return of(V3.version() + 1, V3.sessionScan(), V3.episodes(), clients);
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

  private static ScoringRules of(
      int version, ScanLimits sessionScan, EpisodeRules episodes, ClientRules clients) {
    return new ScoringRules(
        version,
        V3.sessions(),
        V3.swarms(),
        sessionScan,
        V3.presenceScan(),
        episodes,
        V3.balances(),
        V3.worth(),
        clients,
        V3.cuts());
  }

  private ChangedRules() {}
}
