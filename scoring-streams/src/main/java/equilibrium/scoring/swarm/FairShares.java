package equilibrium.scoring.swarm;

import equilibrium.scoring.rules.EpisodeRules.Credible;
import equilibrium.scoring.rules.Saturating;
import equilibrium.scoring.swarm.EqualAwards.Claimed;
import equilibrium.scoring.swarm.Settlement.Participant;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * How much of each upload of an episode counts (docs/explain/scoring.md#fair-shares). What others
 * received is shared out among the claimants by {@link EqualAwards}. A claimant whose claim is
 * above what others can have received weighs less, the more the less credible it is.
 */
final class FairShares {
  private static final int ONE = 1 << 20;

  private final List<Participant> sessions;
  private final Claimants claimants;
  private final long received;
  private final Credible credible;

  /** Sessions that uploaded, by claimant. */
  private final SortedMap<Integer, List<Integer>> uploaders = new TreeMap<>();

  /**
   * The shares of some sessions.
   *
   * @param received bytes that all sessions of the episode received, kept or not
   */
  FairShares(List<Participant> sessions, long received, Credible credible) {
    this.sessions = sessions;
    this.claimants = new Claimants(sessions);
    this.received = received;
    this.credible = credible;
    for (int i = 0; i < sessions.size(); i++) {
      if (uploaded(i) > 0) {
        uploaders.computeIfAbsent(claimants.of(i), _ -> new ArrayList<>()).add(i);
      }
    }
  }

  /** Bytes of each session, in the order of the sessions. */
  long[] bytes() {
    var between = new EqualAwards(uploaders.keySet().stream().map(this::claimed).toList());
    long[] bytes = new long[sessions.size()];
    uploaders.forEach((who, own) -> {
      long award = between.award(claimed(who), others(who));
      var within = new EqualAwards(own.stream().map(this::part).toList());
      own.forEach(session -> bytes[session] = within.award(part(session), award));
    });
    return bytes;
  }

  /** Whether others can have received what a session's claimant says it sent. */
  boolean isCredible(int session) {
    int who = claimants.of(session);
    return claimants.uploaded(who) <= bound(who);
  }

  /** Bytes that claimants say they sent whose claims are not credible. */
  long incrediblyUploaded() {
    long sum = 0;
    for (int i = 0; i < sessions.size(); i++) {
      sum = isCredible(i) ? sum : Saturating.sum(sum, uploaded(i));
    }
    return sum;
  }

  private Claimed claimed(int who) {
    long claim = claimants.uploaded(who);
    long bound = bound(who);
    if (claim <= bound) {
      return new Claimed(claim, ONE);
    }
    long part = fraction(ONE, bound, claim);
    long most = fraction(Saturating.product(bound, credible.farTimes()), bound, claim);
    long squared = part * part / ONE;
    int weight = (int) Math.max(1, squared * squared / ONE);
    return new Claimed(Math.min(Math.min(claim, bound), most), weight);
  }

  private long bound(int who) {
    long others = others(who);
    long slack = others / 100 * credible.slackPercent() + credible.slackBytes();
    return Saturating.sum(others, slack);
  }

  private long others(int who) {
    return Math.max(0, received - claimants.received(who));
  }

  private Claimed part(int session) {
    return new Claimed(uploaded(session), ONE);
  }

  private long uploaded(int session) {
    return sessions.get(session).claim().traffic().uploaded();
  }

  /** amount * part / whole, rounded down; part is not above whole. */
  private static long fraction(long amount, long part, long whole) {
    return BigInteger.valueOf(amount)
        .multiply(BigInteger.valueOf(part))
        .divide(BigInteger.valueOf(whole))
        .longValueExact();
  }
}
