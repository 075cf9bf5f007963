package equilibrium.scoring.rules;

import equilibrium.platform.member.RulesName;
import equilibrium.scoring.rules.ClientRules.HalfLives;
import java.util.List;

/**
 * Every weight, half-life and limit of the folds. A fold reads no configuration: it gets one of
 * these, and its results name the version. Version 1 had neither need, quality, episodes nor
 * hysteresis. Version 2 shared uploads out in proportion to what was claimed.
 *
 * @param version counts from 1; versions of operators from {@link RulesFile#FIRST_VERSION}
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
    ScoreRules score,
    ClientRules clients,
    CutRules cuts) {
  /** As shipped. */
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
          ScoreRules.V2,
          ClientRules.V2,
          CutRules.V2);

  /** Version and fingerprint of all values: {@code 3-9f86d081}. */
  public String name() {
    return RulesName.of(version, this);
  }

  /** These rules with other values of those that a {@link RulesFile} can change. */
  public ScoringRules with(
      int otherVersion, ScoreRules otherScore, HalfLives halfLives, List<Double> quantiles) {
    return new ScoringRules(
        otherVersion,
        sessions,
        swarms,
        sessionScan,
        presenceScan,
        episodes,
        balances,
        worth,
        otherScore,
        clients.with(halfLives),
        cuts.with(quantiles));
  }
}
