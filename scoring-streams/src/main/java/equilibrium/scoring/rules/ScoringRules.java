package equilibrium.scoring.rules;

/**
 * Every weight, half-life and limit of the folds. A fold reads no configuration: it gets one of
 * these, and its results name the version. Version 1 had neither need, quality, episodes nor
 * hysteresis. Version 2 shared uploads out in proportion to what was claimed.
 */
public record ScoringRules(
    int version,
    SessionRules sessions,
    SwarmRules swarms,
    ScanLimits sessionScan,
    ScanLimits presenceScan,
    EpisodeRules episodes,
    BalanceRules balances,
    WorthRules worth,
    ClientRules clients,
    CutRules cuts) {
  public static final ScoringRules V3 =
      new ScoringRules(
          3,
          SessionRules.V2,
          SwarmRules.V2,
          ScanLimits.SESSIONS,
          ScanLimits.PRESENCES,
          EpisodeRules.V3,
          BalanceRules.V3,
          WorthRules.V2,
          ClientRules.V2,
          CutRules.V2);
}
