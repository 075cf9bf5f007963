package equilibrium.anomaly.suspicion;

/**
 * What follows of a suspicion.
 *
 * @param atMs effective time of the evaluation, milliseconds since 1970
 * @param level 0 to 4
 * @param untilMs end of the quarantine, not included; 0: none
 * @param quarantines how many there were
 * @param released whether the last one is over, and no evidence came since
 * @param clearedAtMs when an operator last said that the evidence was wrong; 0: never
 */
record Effect(
    long atMs, int level, long untilMs, int quarantines, boolean released, long clearedAtMs) {
  static final Effect NONE = new Effect(0, 0, 0, 0, false, 0);

  /** None, as of a time. */
  Effect ended(long nowMs) {
    return new Effect(nowMs, 0, 0, quarantines, false, clearedAtMs);
  }

  /** None, and former quarantines were wrong too. */
  Effect cleared(long nowMs, long decidedAtMs) {
    return new Effect(nowMs, 0, 0, 0, false, decidedAtMs);
  }

  /** Evidence came after a quarantine was over. */
  Effect again() {
    return new Effect(atMs, level, untilMs, quarantines, false, clearedAtMs);
  }

  /** At a level below quarantine. */
  Effect at(long nowMs, int newLevel) {
    return new Effect(nowMs, newLevel, 0, quarantines, released, clearedAtMs);
  }

  /** Quarantined, or refused: from now on, or for as long as before. */
  Effect excluded(long nowMs, int newLevel) {
    if (level < SuspicionRules.QUARANTINED) {
      long untilMs = nowMs + SuspicionRules.quarantineMs(quarantines + 1);
      return new Effect(nowMs, newLevel, untilMs, quarantines + 1, false, clearedAtMs);
    }
    if (nowMs < untilMs) {
      return new Effect(nowMs, newLevel, untilMs, quarantines, released, clearedAtMs);
    }
    if (newLevel < SuspicionRules.REFUSED) {
      return new Effect(nowMs, newLevel - 1, 0, quarantines, true, clearedAtMs);
    }
    long more = SuspicionRules.quarantineMs(quarantines);
    long periods = (nowMs - untilMs) / more + 1;
    return new Effect(
        nowMs, newLevel, untilMs + periods * more, quarantines, released, clearedAtMs);
  }
}
