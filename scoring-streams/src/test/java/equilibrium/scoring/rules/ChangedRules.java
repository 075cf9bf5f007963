package equilibrium.scoring.rules;

import equilibrium.scoring.rules.ClientRules.HalfLives;

/** The rules in force with one part changed, for tests. */
public final class ChangedRules {
  private static final ScoringRules V2 = ScoringRules.V2;

  public static ScoringRules episodes(EpisodeRules episodes) {
    return of(V2.version(), V2.sessionScan(), episodes, V2.clients());
  }

  public static ScoringRules sessionScan(ScanLimits limits) {
    return of(V2.version(), limits, V2.episodes(), V2.clients());
  }

  /** A next version that differs only in its half-lives. */
  public static ScoringRules halfLives(HalfLives halfLives) {
    var c = V2.clients();
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
    return of(V2.version() + 1, V2.sessionScan(), V2.episodes(), clients);
  }

  /** Episodes with at most so many claims in their record. */
  public static EpisodeRules claims(int claims) {
    var e = V2.episodes();
    return new EpisodeRules(
        e.gapMs(),
        e.lengthMs(),
        claims,
        e.due(),
        e.dueSessions(),
        e.payments(),
        e.payouts(),
        e.clean());
  }

  /** Episodes that pay one session at once, and one with each tick. */
  public static EpisodeRules payingOneByOne() {
    var e = V2.episodes();
    return new EpisodeRules(
        e.gapMs(), e.lengthMs(), e.claims(), e.due(), e.dueSessions(), 1, 1, e.clean());
  }

  private static ScoringRules of(
      int version, ScanLimits sessionScan, EpisodeRules episodes, ClientRules clients) {
    return new ScoringRules(
        version,
        V2.sessions(),
        V2.swarms(),
        sessionScan,
        V2.presenceScan(),
        episodes,
        V2.worth(),
        clients,
        V2.cuts());
  }

  private ChangedRules() {}
}
